package io.kagemusha.standalone.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Draws a product's picture: a small greyscale PNG (RFC 2083) with a disc in a shade of its own. */
final class TeaLeaf {

    private static final int SIZE = 48;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte EIGHT_BIT = 8;
    private static final byte GREYSCALE = 0;

    private TeaLeaf() {}

    /** The same bytes for the same name. */
    static byte[] image(String name) {
        var png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        writeChunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(SIZE)
                        .putInt(SIZE)
                        .put(EIGHT_BIT)
                        .put(GREYSCALE)
                        .array());
        writeChunk(png, "IDAT", deflate(pixels((byte) (64 + Math.floorMod(name.hashCode(), 128)))));
        writeChunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    /** Rows from the top, each after a byte that says that it is not filtered. */
    private static byte[] pixels(byte shade) {
        var rows = ByteBuffer.allocate(SIZE * (SIZE + 1));
        int centre = SIZE / 2;
        for (int y = 0; y < SIZE; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < SIZE; x++) {
                boolean inside = (x - centre) * (x - centre) + (y - centre) * (y - centre) < centre * centre;
                rows.put(inside ? shade : (byte) 0xff);
            }
        }
        return rows.array();
    }

    private static byte[] deflate(byte[] data) {
        var deflater = new Deflater();
        try {
            deflater.setInput(data);
            deflater.finish();
            var compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void writeChunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] typeAndData = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(US_ASCII))
                .put(data)
                .array();
        var checksum = new CRC32();
        checksum.update(typeAndData);
        png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        png.writeBytes(typeAndData);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}

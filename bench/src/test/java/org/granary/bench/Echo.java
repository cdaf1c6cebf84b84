package org.granary.bench;

/** A process of tests: prints its arguments, a line each; {@code fail} ends it with status 3. */
final class Echo {
    private Echo() {
    }

    public static void main(String[] lines) {
        for (String line : lines) {
            if (line.equals("fail")) {
                System.exit(3);
            }
            System.out.println(line);
        }
    }
}

package guest;

import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.teavm.interop.Export;

/** Parses a text and renders it: many small objects, virtual calls and casts. */
public final class Collected {
    private Collected() {
    }

    public static void main(String[] arguments) {
        System.out.println(render(3));
    }

    /** The hash of the page with so many items, by which it is told from another. */
    @Export(name = "work")
    public static int work(int items) {
        return render(items).hashCode();
    }

    static String render(int items) {
        StringBuilder text = new StringBuilder("# Title\n\n");
        for (int i = 0; i < items; i++) {
            text.append("* item *").append(i).append("* with `code` and [a link](http://x/").append(i).append(")\n");
        }
        text.append("\n> quoted **strongly**\n\n```\nint x;\n```\n");
        return HtmlRenderer.builder().build().render(Parser.builder().build().parse(text.toString()));
    }
}

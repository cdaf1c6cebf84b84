package org.granary.vm.op.simd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads the parentheses of a test script: a list of nested lists and atoms; a string keeps its opening quote. */
final class Sexpr {
    private final String text;
    private int at;

    private Sexpr(String text) {
        this.text = text;
    }

    static List<Object> read(String text) {
        return new Sexpr(text).all();
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object node) {
        return (List<Object>) node;
    }

    static boolean headed(Object node, String head) {
        return node instanceof List<?> list && !list.isEmpty() && head.equals(list.get(0));
    }

    private List<Object> all() {
        Deque<List<Object>> open = new ArrayDeque<>();
        open.push(new ArrayList<>());
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith(";;", at)) {
                at = past("\n");
            } else if (text.startsWith("(;", at)) {
                at = past(";)");
            } else if (c == '(') {
                at++;
                open.push(new ArrayList<>());
            } else if (c == ')') {
                at++;
                List<Object> done = open.pop();
                open.peek().add(done);
            } else {
                open.peek().add(c == '"' ? string() : atom());
            }
        }
        if (open.size() != 1) {
            throw new IllegalArgumentException("a parenthesis is not closed");
        }
        return open.pop();
    }

    private int past(String end) {
        int found = text.indexOf(end, at);
        return found < 0 ? text.length() : found + end.length();
    }

    private String string() {
        int start = at++;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return text.substring(start, at++);
    }

    private String atom() {
        int start = at;
        while (at < text.length() && "() \t\r\n\";".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }
}

package org.granary.text.script;

import org.granary.text.script.ScriptRunner.Mismatch;

/**
 * A part of a script that runs beside the rest: on a daemon thread, in a store of its own, which sees nothing of the script but the
 * shared memories that it is given. Confined to the thread that made it.
 */
final class ScriptThread {
    /** How long a script waits for one of its threads before that counts as a failure. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final World world;
    private final ScriptRunner runner;
    private final Thread thread;
    private volatile ScriptReport report;

    private ScriptThread(Command.InThread command, ScriptRunner script, World world) {
        this.world = world;
        runner = script.in(world);
        thread = new Thread(null, () -> report = runner.all(command.commands()), "granary-script-" + command.name(), 0, false);
        thread.setDaemon(true);
    }

    /**
     * Starts a thread.
     *
     * @param command what it runs
     * @param script  who runs the script around it
     * @param world   what it sees
     */
    static ScriptThread start(Command.InThread command, ScriptRunner script, World world) {
        ScriptThread started = new ScriptThread(command, script, world);
        started.thread.start();
        return started;
    }

    /**
     * Waits for the end.
     *
     * @return what came of it
     * @throws Mismatch when it does not end in time
     */
    ScriptReport join() {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (report == null) {
            throw new Mismatch("the end of " + thread.getName(), "it still runs");
        }
        return report;
    }

    /**
     * Ends what nobody waited for: its store closes, and whatever still runs in it comes to its end at a check point or wait.
     *
     * @return what came of it, or null when it was still running
     */
    ScriptReport abandon() {
        ScriptReport ended = report;
        world.close();
        return ended;
    }
}

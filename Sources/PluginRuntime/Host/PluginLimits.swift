// SPDX-License-Identifier: Apache-2.0

/// How much plugins and their calls may ask for.
public struct PluginLimits: Sendable, Hashable {
    /// The most plugin files that are looked at.
    ///
    /// Default 1000: each costs a few milliseconds at the start.
    public var plugins: Int
    /// The most tools of one plugin.
    ///
    /// Default 1000: more than any model can choose from.
    public var toolsPerPlugin: Int
    /// The longest schema, in bytes.
    ///
    /// Default 1 MiB: a hundred times a large one, and read in milliseconds.
    public var schemaBytes: Int
    /// The longest description, in bytes.
    ///
    /// Default 16 KiB: it is paid for in every prompt.
    public var descriptionBytes: Int
    /// The longest title, in bytes.
    ///
    /// Default 256: it has to fit on a line.
    public var titleBytes: Int
    /// The longest a plugin may take to load and to register.
    ///
    /// Default 30 seconds: enough on a small machine that is busy with other things; a scan of a large data set has its
    /// place in the first call.
    public var loadTime: Duration
    /// The plugins that start at the same time.
    ///
    /// Default 8: so many may hang before others wait for them, for `loadTime` at most. Each takes a processor for two thirds
    /// of its time and waits for the rest: on four processors eight start a hundred plugins in four fifths of the time of four.
    public var startingPlugins: Int
    /// How long a plugin that is ready waits for others that are about to be, so that they are offered together.
    ///
    /// Default 20 ms: nobody sees it, and several of a hundred plugins are ready in that time. One that starts alone does
    /// not wait.
    public var gatherTime: Duration
    /// The longest timeout that a tool may state.
    ///
    /// Default 10 minutes: clients give up earlier than that.
    public var timeout: Duration
    /// The calls that run at the same time in one process, each on a thread.
    ///
    /// Default 64. A thread cannot be taken from a plugin: a call that is past its deadline keeps its thread until it
    /// comes back, though its caller has been answered, and its tool takes no calls meanwhile.
    public var runningCalls: Int
    /// The calls that wait for one plugin or tool to be free.
    ///
    /// Default 256: at 30 seconds a call, the last of them would be too late anyway.
    public var waitingCalls: Int
    /// The largest result, its parts together, in bytes.
    ///
    /// Default 16 MiB: sixty times what a model can read.
    public var resultBytes: Int
    /// The most parts of a result.
    ///
    /// Default 1000.
    public var resultParts: Int
    /// The deepest nesting of structured results.
    ///
    /// Default 128: what the common JSON readers of clients accept.
    public var resultDepth: Int
    /// The memory that one call may take from the host, arguments included, in bytes.
    ///
    /// Default 64 MiB.
    public var scratchBytes: Int
    /// The longest log record, in bytes.
    ///
    /// Default 4 KiB.
    public var logRecordBytes: Int
    /// The log records of one plugin a second; as many again may come in one burst.
    ///
    /// Default 100.
    public var logRecordsPerSecond: Int
    /// How long an ending host waits for running calls to give up.
    ///
    /// Default 2 seconds.
    public var shutdownGrace: Duration

    /// How long a tool that was told to stop may take to come back, before its process is ended.
    ///
    /// Default 1 second.
    public var cancelGrace: Duration
    /// How many times a plugin's process may end by itself within `crashWindow` before it is not started again.
    ///
    /// Default 3.
    public var crashes: Int
    /// The time in which crashes count together.
    ///
    /// Default 60 seconds.
    public var crashWindow: Duration
    /// How long a version of a plugin is left alone that crashed that often, the first time; it doubles each time.
    ///
    /// Default 60 seconds.
    public var quarantine: Duration
    /// How long at most.
    ///
    /// Default 1 hour: an operator who mends what the plugin needs does not wait longer.
    public var longestQuarantine: Duration
    /// How long the calls of a plugin that was replaced or removed may go on, before they are told to stop.
    ///
    /// Default 60 seconds: twice the usual limit of a call.
    public var drainTime: Duration
    /// How long the plugin folders must be quiet before changes in them are looked at.
    ///
    /// Default 100 milliseconds: a file that is complete has its event at once, and several that are copied together
    /// should be looked at together.
    public var watchQuiet: Duration
    /// How long changes wait at most for the folders to be quiet.
    ///
    /// Default 2 seconds.
    public var watchPatience: Duration
    /// How long a process stays that runs no call.
    ///
    /// Default 5 minutes: starting it again takes a few milliseconds.
    public var workerIdle: Duration

    /// The largest frame between the host and a worker, in bytes: a result and what stands around its parts.
    var frameBytes: Int { resultBytes + (4 << 20) }

    /// The default limits, save for those that are given.
    public init(
        plugins: Int = 1000, toolsPerPlugin: Int = 1000, schemaBytes: Int = 1 << 20,
        descriptionBytes: Int = 16 << 10, titleBytes: Int = 256, loadTime: Duration = .seconds(30),
        startingPlugins: Int = 8, gatherTime: Duration = .milliseconds(20),
        timeout: Duration = .seconds(600), runningCalls: Int = 64,
        waitingCalls: Int = 256,
        resultBytes: Int = 16 << 20, resultParts: Int = 1000, resultDepth: Int = 128,
        scratchBytes: Int = 64 << 20, logRecordBytes: Int = 4 << 10, logRecordsPerSecond: Int = 100,
        shutdownGrace: Duration = .seconds(2), cancelGrace: Duration = .seconds(1), crashes: Int = 3,
        crashWindow: Duration = .seconds(60), quarantine: Duration = .seconds(60),
        longestQuarantine: Duration = .seconds(3600), drainTime: Duration = .seconds(60),
        watchQuiet: Duration = .milliseconds(100), watchPatience: Duration = .seconds(2),
        workerIdle: Duration = .seconds(300)
    ) {
        self.plugins = plugins
        self.toolsPerPlugin = toolsPerPlugin
        self.schemaBytes = schemaBytes
        self.descriptionBytes = descriptionBytes
        self.titleBytes = titleBytes
        self.loadTime = loadTime
        self.startingPlugins = max(1, startingPlugins)
        self.gatherTime = gatherTime
        self.timeout = timeout
        self.runningCalls = runningCalls
        self.waitingCalls = waitingCalls
        self.resultBytes = resultBytes
        self.resultParts = resultParts
        self.resultDepth = resultDepth
        self.scratchBytes = scratchBytes
        self.logRecordBytes = logRecordBytes
        self.logRecordsPerSecond = logRecordsPerSecond
        self.shutdownGrace = shutdownGrace
        self.cancelGrace = cancelGrace
        self.crashes = crashes
        self.crashWindow = crashWindow
        self.quarantine = quarantine
        self.longestQuarantine = longestQuarantine
        self.drainTime = drainTime
        self.watchQuiet = watchQuiet
        self.watchPatience = watchPatience
        self.workerIdle = workerIdle
    }
}

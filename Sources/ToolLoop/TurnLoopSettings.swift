// SPDX-License-Identifier: Apache-2.0

package import ToolModel

/// How turns are run, and where they end at the latest.
package struct TurnLoopSettings: Sendable {
    /// How tools are put before the model; `auto` tries the upstream's own `tools` first.
    package var format: ToolCallFormat
    /// The most requests to the model for one request of a client.
    ///
    /// Default 10.
    package var maximumTurns: Int
    /// The most calls of one turn.
    ///
    /// Default 32: a model that asks for more in one breath has lost its way.
    package var maximumCallsPerTurn: Int
    /// The most calls of all turns together.
    ///
    /// Default 100: ten turns of ten calls.
    package var maximumCalls: Int
    /// How long all turns may take together.
    ///
    /// Default 30 minutes: ten turns of a slow local model.
    package var maximumDuration: Duration
    /// How often one call may have one and the same result before the loop ends; from the second time on the
    /// model is told.
    ///
    /// Default 3.
    package var maximumRepeats: Int
    /// How many read-only calls run at once.
    ///
    /// Default 8: enough to overlap their waits, too few to crowd out the calls of other requests.
    package var concurrentCalls: Int
    /// The most of one result that the model gets to read, in bytes.
    ///
    /// Default 256 KiB: about 64 000 tokens, more than most local models can take in.
    package var resultTextBytes: Int
    /// The most of one turn's text that is kept for the transcript, in bytes.
    ///
    /// Default 4 MiB, beyond any context.
    package var turnTextBytes: Int
    /// What time is told by.
    package var clock: any Clock<Duration>

    package init(
        format: ToolCallFormat = .auto, maximumTurns: Int = 10, maximumCallsPerTurn: Int = 32,
        maximumCalls: Int = 100,
        maximumDuration: Duration = .seconds(1800), maximumRepeats: Int = 3, concurrentCalls: Int = 8,
        resultTextBytes: Int = 256 << 10, turnTextBytes: Int = 4 << 20,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.format = format
        self.maximumTurns = maximumTurns
        self.maximumCallsPerTurn = maximumCallsPerTurn
        self.maximumCalls = maximumCalls
        self.maximumDuration = maximumDuration
        self.maximumRepeats = maximumRepeats
        self.concurrentCalls = concurrentCalls
        self.resultTextBytes = resultTextBytes
        self.turnTextBytes = turnTextBytes
        self.clock = clock
    }
}

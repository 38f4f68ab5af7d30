// SPDX-License-Identifier: Apache-2.0

import CWorker

/// How a worker ended.
struct WorkerEnd: Sendable, Hashable {
    /// Why the host ended it by force.
    enum Cause: Sendable, Hashable {
        /// It said what no worker says; the text ends a sentence.
        case protocolBroken(String)
        /// A call was past its deadline and did not come back.
        case overrun(tool: String)
        /// It was not ready in time.
        case slowStart
        /// The host ends, or has no more use for it.
        case notNeeded
    }

    let signal: Int32
    let status: Int32
    /// Nil when it ended by itself.
    let killed: Cause?

    /// Whether it speaks against the plugin: a process that the host ended for its own reasons, or for a call that took
    /// too long, may be started again and again.
    var isFault: Bool {
        switch killed {
        case .notNeeded?, .overrun?: false
        case .protocolBroken?, .slowStart?, nil: true
        }
    }

    /// The end of a sentence about a worker that ended by itself.
    var reason: String {
        if signal == 0 { return "its process ended with the status \(status)" }
        guard let name = unsafe cw_signal_name(signal) else {
            return "its process was ended by the signal \(signal)"
        }
        return "its process was ended by SIG\(unsafe String(cString: name))"
    }

    /// What the caller of a call that was running then is told.
    func error(tool: String, plugin: String) -> PluginError {
        switch killed {
        case .protocolBroken(let reason)?:
            .pluginProtocol(tool: tool, plugin: plugin, reason: reason)
        case .overrun(let other)?:
            .toolUnavailable(
                tool: tool, reason: "its process was ended because a call of \"\(other)\" did not come back")
        case .slowStart?, .notNeeded?:
            .toolUnavailable(tool: tool, reason: "its process was ended by the host")
        case nil:
            .pluginCrashed(tool: tool, plugin: plugin, reason: reason)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CWorker
import Logging

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
    /// The last that it printed.
    var lastLines = LastLines()

    /// Whether it speaks against the plugin: a process that the host ended for its own reasons, or for a call that took
    /// too long, may be started again and again.
    var isFault: Bool {
        switch killed {
        case .notNeeded?, .overrun?: false
        case .protocolBroken?, .slowStart?, nil: true
        }
    }

    /// How much the operator should care.
    var logLevel: Logger.Level {
        switch killed {
        case .notNeeded?: .debug
        case .overrun?: .warning
        case .protocolBroken?, .slowStart?, nil: .error
        }
    }

    /// The end of a sentence about how it ended.
    var reason: String {
        switch killed {
        case .protocolBroken(let reason)?: "it broke the rules: \(reason)"
        case .overrun(let tool)?: "a call of \"\(tool)\" did not come back"
        case .slowStart?: "it was not ready in time"
        case .notNeeded?: "the host ended its process"
        case nil: ownReason
        }
    }

    /// The same for one that ended by itself.
    private var ownReason: String {
        if signal == 0 { return "its process ended with the status \(status)" }
        guard let name = unsafe cw_signal_name(signal) else {
            return "its process was ended by the signal \(signal)"
        }
        return "its process was ended by SIG\(unsafe String(cString: name))"
    }

    /// What the operator's log says of it, besides whose process it was.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["reason": "\(reason)"]
        if signal == 0 {
            metadata["status"] = "\(status)"
        } else if let name = unsafe cw_signal_name(signal) {
            metadata["signal"] = "SIG\(unsafe String(cString: name))"
        } else {
            metadata["signal"] = "\(signal)"
        }
        if let text = lastLines.text { metadata["plugin.output"] = "\(text)" }
        return metadata
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

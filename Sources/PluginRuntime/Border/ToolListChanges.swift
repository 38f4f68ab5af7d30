// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import ToolABI
import ToolModel

/// The tools that a running plugin puts in the place of those that it registered: the host's side of `th.tools/1`.
final class ToolListChanges: Sendable {
    /// Told of each new list, which has been checked as far as a plugin's process checks it.
    typealias Change = @Sendable (_ tools: [NativeTool], _ faults: [RegistrationFault]) -> Void

    private struct State {
        /// Nil before `init` has ended and after the plugin has.
        var onChange: Change?
        /// The thread that lists tools now.
        var listing: pthread_t?
        /// Nil while the tools are those of `init`.
        var current: [String: NativeTool]?
        /// The tools of all lists, whose contexts are given back at the end.
        var offered: [NativeTool] = []
        var count = 0
    }

    /// How often a plugin may replace its tools: a thousand lists of a thousand tools are some hundred megabytes, and
    /// none of their contexts is given back before the plugin ends.
    static let limit = 1000

    private let limits: PluginLimits
    private let isIsolated: Bool
    private let state = Mutex(State())
    /// Held by the thread that lists tools.
    private let turn = Mutex(())

    /// - Parameters:
    ///   - limits: How much a list may hold.
    ///   - isIsolated: Whether this process runs the plugin and nothing else.
    init(limits: PluginLimits, isIsolated: Bool) {
        self.limits = limits
        self.isIsolated = isIsolated
    }

    /// From now on the tools may be replaced.
    func open(_ onChange: @escaping Change) {
        state.withLock { $0.onChange = onChange }
    }

    /// The tool of that name in the plugin's present list; `registered` while there is no other list than that of `init`.
    func tool(named name: String, registered: NativeTool?) -> NativeTool? {
        state.withLock { state in
            guard let current = state.current else { return registered }
            return current[name]
        }
    }

    /// Runs `list` with a registrar of its own, and takes its tools when it succeeds.
    func replace(_ list: (UnsafeMutablePointer<th_registrar>) -> th_status) -> th_status {
        // Within `list` the turn is taken by this very thread.
        guard !state.withLock({ $0.listing == pthread_self() }) else { return TH_ENDED }
        return turn.withLock { _ in
            let refusal = state.withLock { state -> th_status? in
                guard state.onChange != nil else { return TH_ENDED }
                guard state.count < Self.limit else { return TH_LIMIT }
                state.count += 1
                state.listing = pthread_self()
                return nil
            }
            if let refusal { return refusal }
            defer { state.withLock { $0.listing = nil } }
            return unsafe take(list)
        }
    }

    private func take(_ list: (UnsafeMutablePointer<th_registrar>) -> th_status) -> th_status {
        let registration = Registration(limits: limits, isIsolated: isIsolated)
        let registrar = HostFunctions.registrar()
        Border.registrars.set(registration, at: registrar.address)
        let status = unsafe list(registrar.pointer)
        let contents = registration.close()
        Border.registrars.set(nil, at: registrar.address)
        guard status == TH_OK else {
            for tool in contents.tools { tool.body.release() }
            return status < 0 ? status : TH_INVALID
        }
        let onChange = state.withLock { state in
            state.offered += contents.tools
            state.current = Dictionary(
                contents.tools.map { ($0.tool.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
            return state.onChange
        }
        onChange?(contents.tools, contents.allFaults)
        return TH_OK
    }

    /// Takes no more lists, and gives the contexts of all tools of all lists back.
    ///
    /// Runs the plugin's code; no call of it runs any more.
    func close() {
        let offered = state.withLock { state in
            defer { state.offered = [] }
            state.onChange = nil
            return state.offered
        }
        for tool in offered { tool.body.release() }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CWorker
import Glibc
import Synchronization
import ToolModel

/// The whole of `toolhost-worker`: loads one plugin and runs its calls for the host at the other end of the channel.
///
/// Several threads read: whoever has read a call runs it, and others read on. So a call costs no change of threads,
/// and a cancellation finds a reader while calls run.
package final class WorkerProgram: Sendable {
    private struct State {
        var code: PluginCode?
        var plugin: NativePlugin?
        var path = ""
        /// Where temporary files go.
        var temporary = ""
        var limits = PluginLimits()
        var calls = RunningCalls()
        var threadCount = 1
    }

    /// What the program ends with when it cannot go on; the host sees it in the log.
    private enum ExitStatus {
        static let usage: Int32 = 64
        static let protocolBroken: Int32 = 70
        static let noParent: Int32 = 71
        static let exhausted: Int32 = 72
    }

    private let state = Mutex(State())
    /// How many threads read, or wait to read.
    private let readers = Atomic(0)

    private init() {}

    /// Serves until the host says so, or is gone.
    ///
    /// - Parameter arguments: The program's own, the last of which is the host's process id.
    package static func run(arguments: [String]) -> Never {
        guard arguments.count == 2, let parent = Int32(arguments[1]) else {
            complain("toolhost-worker is started by toolhost, not by hand.")
            exit(ExitStatus.usage)
        }
        let error = cw_bind_to_parent(parent)
        guard error == 0 else {
            complain("The host is gone: \(FileSystem.Failure(number: error).reason).")
            exit(ExitStatus.noParent)
        }
        // What a plugin prints should reach the log when it prints it.
        cw_print_by_line()
        WorkerProgram().serve()
    }

    private static func complain(_ text: String) {
        unsafe cw_complain(text + "\n")
    }

    // MARK: - Threads

    fileprivate func serve() -> Never {
        // The largest frame from the host carries a call's arguments.
        let inbox = FrameInbox(payloadLimit: Outbox.limitBytes, mapsCalls: true)
        while true {
            readers.add(1, ordering: .acquiringAndReleasing)
            let (frame, memory) = Self.next(inbox)
            let others = readers.subtract(1, ordering: .acquiringAndReleasing).newValue
            if frame.kind == .call, others == 0 { addThread() }
            do throws(PayloadReader.Fault) {
                try handle(frame, memory)
            } catch {
                Self.complain("The host sent a frame of the kind \(frame.kind) that makes no sense.")
                _exit(ExitStatus.protocolBroken)
            }
        }
    }

    /// One more reader, unless there are as many threads as calls that may run, and one.
    private func addThread() {
        let isWanted = state.withLock { state in
            guard state.threadCount <= state.limits.runningCalls else { return false }
            state.threadCount += 1
            return true
        }
        guard isWanted else { return }
        var thread = pthread_t()
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let error = unsafe pthread_create(&thread, nil, { unsafe serveOnThread($0) }, context)
        if error == 0 { pthread_detach(thread) } else { state.withLock { $0.threadCount -= 1 } }
    }

    /// The next frame, and its payload where that is long and stays where it is.
    private static func next(_ inbox: FrameInbox) -> (Frame, MappedMemory?) {
        do throws(FrameFault) {
            switch try inbox.receive(from: CW_CHANNEL, waits: true) {
            case .frame(let frame): return (frame, nil)
            case .longCall(let number, let memory): return (Frame(kind: .call, number: number), memory)
            case .end, .nothing: endWithoutHost(isGone: true)
            case .failed: endWithoutHost(isGone: false)
            }
        } catch {
            complain("The host broke the protocol: \(error.reason).")
            _exit(ExitStatus.protocolBroken)
        }
    }

    private func send(_ frame: Frame) {
        guard let parcel = Parcel(frame) else {
            Self.complain("There is no memory or descriptor for a message of \(frame.payload.count) bytes.")
            _exit(ExitStatus.exhausted)
        }
        let error = parcel.send(to: CW_CHANNEL, waits: true)
        if error != 0 { Self.endWithoutHost(isGone: error == EPIPE || error == ECONNRESET) }
    }

    /// Nobody is there to work for; or the plugin has closed the channel, which is a fault.
    private static func endWithoutHost(isGone: Bool) -> Never {
        _exit(isGone ? 0 : ExitStatus.protocolBroken)
    }

    // MARK: - Frames

    private func handle(_ frame: Frame, _ memory: MappedMemory?) throws(PayloadReader.Fault) {
        switch frame.kind {
        case .load: load(try LoadMessage(frame.payload))
        case .begin: begin(try BeginMessage(frame.payload))
        case .call:
            if let memory {
                call(frame.number, try CallMessage(memory))
            } else {
                call(frame.number, try CallMessage(frame.payload))
            }
        case .cancel: state.withLock { $0.calls.cancel(frame.number) }?.cancel()
        case .stop: stop()
        case .confined, .loaded, .refused, .ready, .reply, .progress, .log, .tools:
            throw PayloadReader.Fault()
        }
    }

    private func load(_ message: LoadMessage) {
        let entry = FileSystem.Entry(
            kind: .file, device: 0, inode: 0, size: message.fileSize, modifiedSeconds: 0,
            modifiedNanoseconds: 0)
        do throws(PluginError) {
            try confine(message)
            let code = try PluginCode.load(
                PluginFile(path: message.path, entry: entry), limits: message.limits.pluginLimits)
            state.withLock { state in
                state.code = code
                state.path = message.path
                state.temporary = message.confinement.temporary
                state.limits = message.limits.pluginLimits
            }
            send(Frame(kind: .loaded, payload: code.identity.payload))
        } catch {
            send(Frame(kind: .refused, payload: PluginRefusal.payload(error)))
        }
    }

    /// Before anything of the plugin is in this process; only this thread is there.
    private func confine(_ message: LoadMessage) throws(PluginError) {
        // Nobody else is to hand anything out.
        defer { close(CW_OVERSIGHT) }
        do throws(WorkerConfiner.Fault) {
            let enforcement = try WorkerConfiner.confine(
                to: message.confinement, loading: message.path,
                frameBytes: message.limits.pluginLimits.frameBytes)
            send(Frame(kind: .confined, payload: enforcement.payload))
        } catch {
            throw error.refusal(of: message.path)
        }
    }

    private func begin(_ message: BeginMessage) {
        let (code, path, limits, temporary) = state.withLock {
            ($0.code, $0.path, $0.limits, $0.temporary)
        }
        guard let code else { _exit(ExitStatus.protocolBroken) }
        // The folders of a plugin that nobody has met get their names only now; else a thread of the plugin's may be reading.
        if temporary != message.folders.cache {
            WorkerConfiner.useForTemporaryFiles(message.folders.cache)
        }
        let surroundings = PluginSurroundings(
            values: message.values, folders: message.folders, limits: limits, isIsolated: true
        ) { [self] record in send(Frame(kind: .log, payload: record.payload)) }
        do throws(PluginError) {
            let plugin = try code.start(in: surroundings, path: path)
            state.withLock { $0.plugin = plugin }
            let ready = ReadyMessage(tools: plugin.tools.map(\.report), faults: plugin.faults)
            send(Frame(kind: .ready, payload: ready.payload))
            surroundings.toolList.open { [self] tools, faults in
                let list = ReadyMessage(tools: tools.map(\.report), faults: faults)
                send(Frame(kind: .tools, payload: list.payload))
            }
        } catch {
            send(Frame(kind: .refused, payload: PluginRefusal.payload(error)))
        }
    }

    private func call(_ number: UInt64, _ message: CallMessage) {
        let deadline = ContinuousClock.now + message.remaining
        let (native, limits) = state.withLock { state in
            (state.plugin?.tool(named: message.tool), state.limits)
        }
        // The plugin may have replaced its tools while the call was on its way.
        guard let native else {
            return send(Frame(kind: .reply, number: number, payload: ReplyMessage.toolGone.payload))
        }
        let record = CallRecord(
            id: message.id, arguments: message.arguments, limits: limits,
            outputBytes: native.tool.outputBytes
        ) { [self] progress in send(Frame(kind: .progress, number: number, payload: progress.payload)) }
        if state.withLock({ $0.calls.begin(number, record) }) { record.cancel() }
        let outcome = native.body.perform(record, deadline: deadline)
        state.withLock { $0.calls.end(number) }
        send(Frame(kind: .reply, number: number, payload: ReplyMessage(outcome).payload))
    }

    private func stop() -> Never {
        state.withLock { $0.plugin.take() }?.instance.end()
        cw_flush()
        // Not exit: threads of the plugin's may still run.
        _exit(0)
    }
}

private func serveOnThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<WorkerProgram>.fromOpaque(context).takeUnretainedValue().serve()
}

// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Answers the requests of one connection, one after the other, each in a task on the connection's event loop.
///
/// A client that leaves, or closes its sending side, which from here looks the same, cancels the task of its request.
final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPResponsePart

    typealias Respond = @Sendable (Request) async throws -> Response

    /// How far the request that is coming in has come.
    private enum Reading {
        case nothing
        /// It may yet be whole when the read is.
        case request(HTTPRequest, ByteBuffer?)
        /// It is being answered while its body comes in.
        case body(IncomingBody)
    }

    /// How many parts of later requests are taken before the connection is read no more.
    ///
    /// 32: a few requests sent in advance. Reading goes on until then so that a client's leaving is noticed.
    private static let waitingParts = 32

    private let channel: any Channel
    private let executor: EventLoopExecutor
    private let respond: Respond
    private let silence: any SilenceWatch
    private let idleTimeout: TimeAmount
    private var idleTimer: Scheduled<Void>?
    /// When the client was last of use, or an answer came to its end.
    private var lastActivity = NIODeadline.now()
    private var context: ChannelHandlerContext?
    private var reading = Reading.nothing
    /// What has come of later requests.
    private var waiting: [HTTPRequestPart] = []
    private var isReadHeld = false
    private var isReadWanted = false
    /// The answer being written.
    private var answer: AnswerWriter?
    /// The task that makes it, or made the last one.
    private(set) var answering: Task<Void, Never>?
    /// Whether another request may follow.
    private var keepsAlive = true
    private var isFlushDue = false
    private var keepAlive: ByteBuffer?
    private var roomWaiters: [CheckedContinuation<Void, any Error>] = []

    /// - Parameters:
    ///   - channel: the connection.
    ///   - idleTimeout: how long the client may be silent where it is waited for.
    ///   - silence: told of each write.
    ///   - respond: makes the answer to a request.
    init(
        _ channel: any Channel, _ idleTimeout: TimeAmount, _ silence: any SilenceWatch,
        _ respond: @escaping Respond
    ) {
        self.channel = channel
        self.idleTimeout = idleTimeout
        executor = EventLoopExecutor(channel.eventLoop)
        self.silence = silence
        self.respond = respond
    }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        watchIdleness()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = .now()
        let part = unwrapInboundIn(data)
        if !waiting.isEmpty || isOfLaterRequest(part) {
            waiting.append(part)
            if waiting.count >= Self.waitingParts { isReadHeld = true }
        } else {
            take(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        beginUnfinished()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isReadHeld { isReadWanted = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: clientLeft()
        case is ChannelShouldQuiesceEvent: endAfterAnswer()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        idleTimer?.cancel()
        clientLeft()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { wakeWriters(.success(())) }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        keepsAlive = false
        waiting = []
        if case .body(let body) = reading { body.fail() }
        reading = .nothing
        guard answer == nil else { return }
        let head = HTTPResponse(
            status: .badRequest, headerFields: [.connection: "close", .contentLength: "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        isFlushDue = true
        close()
    }

    /// Cancels the request that is being answered.
    func interrupt() {
        answering?.cancel()
    }

    /// The server takes no more requests.
    private func endAfterAnswer() {
        keepsAlive = false
        if answer == nil { close() }
    }

    /// Nobody reads the answer any more.
    private func clientLeft() {
        keepsAlive = false
        waiting = []
        if case .body(let body) = reading { body.fail() }
        reading = .nothing
        wakeWriters(.failure(ChannelError.ioOnClosedChannel))
        if answer == nil { close() } else { interrupt() }
    }

    // MARK: - Requests

    private func isOfLaterRequest(_ part: HTTPRequestPart) -> Bool {
        if case .head = part { answer != nil } else { false }
    }

    private func take(_ part: HTTPRequestPart) {
        switch (part, reading) {
        case (.head(let head), _):
            if keepsAlive { reading = .request(head, nil) }
        case (.body(let bytes), .request(let head, nil)):
            reading = .request(head, bytes)
        case (.body(var bytes), .request(let head, var earlier?)):
            earlier.writeBuffer(&bytes)
            reading = .request(head, earlier)
        case (.body(let bytes), .body(let body)):
            if !body.take(bytes) { isReadHeld = true }
        case (.end, .request(let head, let bytes)):
            reading = .nothing
            begin(head, bytes.map { RequestBody(buffer: $0) } ?? RequestBody(buffer: ByteBuffer()))
        case (.end, .body(let body)):
            reading = .nothing
            body.finish()
        case (.body, .nothing), (.end, .nothing): break
        }
    }

    /// Begins to answer a request of which the read has not brought the end.
    private func beginUnfinished() {
        guard case .request(let head, let bytes) = reading else { return }
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let body = IncomingBody { [eventLoop = channel.eventLoop] in
            eventLoop.execute { handler.value.resumeReading() }
        }
        if let bytes, !body.take(bytes) { isReadHeld = true }
        reading = .body(body)
        begin(head, RequestBody(asyncSequence: body.parts))
    }

    private func resumeReading() {
        guard waiting.count < Self.waitingParts else { return }
        isReadHeld = false
        guard isReadWanted else { return }
        isReadWanted = false
        context?.read()
    }

    private func begin(_ head: HTTPRequest, _ body: RequestBody) {
        if head.headerFields.closesConnection { keepsAlive = false }
        let writer = AnswerWriter(NIOLoopBound(self, eventLoop: channel.eventLoop), channel)
        answer = writer
        let request = Request(head: head, body: body)
        // Its owner is this handler, which cancels it when nobody waits for the answer any more; the connection
        // waits for its end.
        answering = Task(executorPreference: executor) { [respond] in
            await writer.write(answerTo: request, respond)
        }
    }

    // MARK: - Answers

    /// Writes a part of the answer; one that comes after its end is dropped.
    func write(_ part: HTTPResponsePart, of writer: AnswerWriter) {
        guard let context, answer === writer else { return }
        if case .head(var head) = part, !keepsAlive {
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: nil)
        } else {
            context.write(wrapOutboundOut(part), promise: nil)
        }
        silence.noteWrite()
        flushSoon()
        if case .end = part { endAnswer() }
    }

    /// Has `comment` written whenever the answer is silent for too long.
    func keepAlive(with comment: ByteBuffer, in writer: AnswerWriter) {
        if answer === writer { keepAlive = comment }
    }

    /// The silence has lasted.
    func nudge() {
        guard let answer, let keepAlive, channel.isWritable else { return }
        write(.body(keepAlive), of: answer)
    }

    /// An answer that stays unfinished: the client must not take what it has for the whole.
    func abandon(_ writer: AnswerWriter) {
        guard answer === writer else { return }
        keepsAlive = false
        endAnswer()
    }

    private func endAnswer() {
        answer = nil
        keepAlive = nil
        // What is left of a body that nobody wanted is passed over.
        if case .body(let body) = reading { body.finish() }
        guard keepsAlive else { return close() }
        lastActivity = .now()
        while answer == nil, !waiting.isEmpty { take(waiting.removeFirst()) }
        if waiting.isEmpty { beginUnfinished() }
        resumeReading()
    }

    private func close() {
        flushNow()
        context?.close(promise: nil)
    }

    // MARK: - Idleness

    /// Sets the timer that closes the connection when its client is silent for too long; one serves all its life.
    private func watchIdleness() {
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        idleTimer = channel.eventLoop.scheduleTask(deadline: lastActivity + idleTimeout) {
            handler.value.checkIdleness()
        }
    }

    private func checkIdleness() {
        // A client that waits for its answer may be silent.
        if answer != nil, case .nothing = reading { lastActivity = .now() }
        if lastActivity + idleTimeout <= .now() { close() } else { watchIdleness() }
    }

    // MARK: - Room

    /// Resumes the continuation when the client has taken enough of what was written.
    func awaitRoom(_ waiter: CheckedContinuation<Void, any Error>) {
        if channel.isWritable {
            waiter.resume()
        } else if !channel.isActive {
            waiter.resume(throwing: ChannelError.ioOnClosedChannel)
        } else {
            roomWaiters.append(waiter)
        }
    }

    /// Wakes whoever waits for room; those that were not cancelled wait again.
    func wakeWriters(_ result: Result<Void, any Error>) {
        let waiters = roomWaiters
        roomWaiters = []
        for waiter in waiters { waiter.resume(with: result) }
    }

    // MARK: - Flushing

    /// Makes one system call of all that is written within one turn of the event loop.
    private func flushSoon() {
        guard !isFlushDue else { return }
        isFlushDue = true
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.eventLoop.execute { handler.value.flushNow() }
    }

    private func flushNow() {
        guard isFlushDue else { return }
        isFlushDue = false
        context?.flush()
    }
}

extension HTTPFields {
    /// Whether the sender wants no more of this connection.
    fileprivate var closesConnection: Bool {
        guard let options = self[.connection] else { return false }
        return options.lowercased().split(separator: ",").contains {
            $0.drop { $0 == " " }.hasPrefix("close")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CCurl
import Diagnostics
internal import ToolKit

/// One call's connections to servers.
@safe final class CurlClient {
    private let handle: OpaquePointer
    /// What decides about each address; lives as long as the handle, which points to it.
    private let guardian: AddressGuard
    private let limits: NetLimits

    init(_ guardian: AddressGuard, limits: NetLimits) throws(NetError) {
        let context = unsafe Unmanaged.passUnretained(guardian).toOpaque()
        let handle = unsafe ccurl_client_new(
            NetIdentity.userAgent, Int64(limits.connect / .milliseconds(1)),
            { context, address, count, port in
                guard let context = unsafe context, let address = unsafe address else { return 0 }
                let guardian = unsafe Unmanaged<AddressGuard>.fromOpaque(context).takeUnretainedValue()
                let bytes = unsafe Array(UnsafeBufferPointer(start: address, count: count))
                return guardian.admit(bytes, port: port) ? 1 : 0
            }, context)
        guard let handle = unsafe handle else { throw .outOfMemory }
        unsafe self.handle = handle
        self.guardian = guardian
        self.limits = limits
    }

    deinit {
        unsafe ccurl_client_free(handle)
    }

    /// How long a wait lasts at most before somebody looks whether the call was cancelled.
    private static let longestWait = Duration.milliseconds(100)

    /// The time between two reports of progress.
    private static let reportStep = Duration.milliseconds(500)

    /// Sends one request and waits for its answer; a redirect is an answer.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - addresses: Stand in for what the system says about the host's name; nil asks the system.
    ///   - deadline: When to give up.
    ///   - context: Whose cancellation ends the wait.
    /// - Returns: The answer, with no more than the limits allow of its body.
    /// - Throws: `NetError`, or `CancellationError`.
    func exchange(
        _ request: WebRequest, addresses: [String]?, deadline: ContinuousClock.Instant, context: ToolContext
    ) throws -> WebResponse {
        try prepare(request, addresses: addresses)
        guardian.begin(request.address)
        var isJudged = false
        var nextReport = ContinuousClock.now + Self.reportStep
        while true {
            try context.checkCancelled()
            let left = deadline - .now
            guard left > .zero else { throw timedOut(request.address) }
            let wait = min(max(left, .milliseconds(1)), Self.longestWait)
            let outcome = unsafe ccurl_step(
                handle, context.cancelDescriptor ?? -1, Int32(wait / .milliseconds(1)))
            guard outcome == CCURL_RUNNING else { return try answer(outcome, to: request) }
            if !isJudged, bodyCount > 0 {
                isJudged = true
                limitBody()
            }
            if ContinuousClock.now >= nextReport {
                nextReport += Self.reportStep
                context.progress(Double(bodyCount), of: expectedBytes, message: request.address.host)
            }
        }
    }

    private func prepare(_ request: WebRequest, addresses: [String]?) throws(NetError) {
        let address = request.address
        let pinned = addresses.map { "\(address.host):\(address.port):\($0.joined(separator: ","))" }
        var isReady = unsafe ccurl_begin(
            handle, address.text, request.method.rawValue, pinned, limits.bodyBytes)
        if let body = request.body, isReady != 0 {
            isReady = unsafe body.withUnsafeBytes { unsafe ccurl_set_body(handle, $0.baseAddress, $0.count) }
        }
        for header in request.headers where isReady != 0 {
            // A header without a value would be taken for one to leave out.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            isReady = unsafe ccurl_add_header(handle, line)
        }
        if isReady == 0 { throw .outOfMemory }
    }

    // MARK: - What came

    private var bodyCount: Int {
        var count = 0
        _ = unsafe ccurl_body(handle, &count)
        return count
    }

    private var body: [UInt8] {
        var count = 0
        guard let bytes = unsafe ccurl_body(handle, &count), count > 0 else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    private func header(_ name: String) -> String? {
        unsafe ccurl_header(handle, name).map { unsafe String(cString: $0) }
    }

    /// How long the body will be; not known of a compressed one.
    private var expectedBytes: Double? {
        header("content-encoding") == nil ? header("content-length").flatMap(Double.init) : nil
    }

    private var status: Int { Int(unsafe ccurl_status(handle)) }

    /// Nobody reads the body of a redirect, nor the whole of what is no text.
    private func limitBody() {
        if (300..<400).contains(status), header("location") != nil {
            unsafe ccurl_limit_body(handle, 0)
        } else if ContentType(header("content-type")).isText == false {
            unsafe ccurl_limit_body(handle, limits.sampleBytes)
        }
    }

    private func answer(_ outcome: ccurl_outcome, to request: WebRequest) throws(NetError) -> WebResponse {
        guard outcome == CCURL_DONE || outcome == CCURL_CUT else { throw failure(outcome, request.address) }
        return WebResponse(
            address: request.address, status: status, contentType: ContentType(header("content-type")),
            announcedBytes: header("content-length").flatMap(Int.init), body: body,
            isCut: outcome == CCURL_CUT, location: header("location"), retryAfter: header("retry-after")
        )
    }

    // MARK: - What went wrong

    private func timedOut(_ address: WebAddress) -> NetError {
        let came = bodyCount
        let what =
            came > 0
            ? "was still sending after \(limits.total) (\(ByteCount(came).text) so far)"
            : "did not answer in time"
        return NetError(
            .timedOut, "\(address.shownHost) \(what).",
            hint: "Try once more later, or use another source."
        )
    }

    private func failure(_ outcome: ccurl_outcome, _ address: WebAddress) -> NetError {
        let host = address.shownHost
        let refused = guardian.refused
        switch outcome {
        case CCURL_UNKNOWN_HOST:
            return NetError(
                .unknownHost, "There is no host \(host), or names cannot be looked up now.",
                hint: "Check the spelling of the URL; search may find the right one."
            )
        case CCURL_NO_CONNECTION, CCURL_FAILED:
            if !refused.isEmpty { return .privateAddress(address, refused) }
            return NetError(
                .noConnection, "No connection to \(host) on port \(address.port).",
                hint: "The server may be down: try another source, or once more later."
            )
        case CCURL_TIMED_OUT: return timedOut(address)
        case CCURL_UNTRUSTED:
            return NetError(
                .certificate, "The certificate of \(host) is not valid: it may be an impostor.",
                hint: "Do not send anything there; use another source."
            )
        case CCURL_TLS_FAILED:
            return NetError(
                .tls, "No secure connection to \(host) could be agreed on.", hint: "Use another source.")
        case CCURL_BROKEN_OFF:
            return NetError(
                .brokenOff, "\(host) broke the connection off before its answer was complete.",
                hint: "Try once more; then use another source."
            )
        default:
            return NetError(
                .garbled, "What \(host) sent is no answer that can be read.", hint: "Use another source.")
        }
    }
}

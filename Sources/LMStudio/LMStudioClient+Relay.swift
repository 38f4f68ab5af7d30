// SPDX-License-Identifier: Apache-2.0

public import ChatModel
import NIOCore
import NIOHTTP1

extension LMStudioClient: UpstreamRelay {
    /// Sends the body, again where the policy says so, and hands the answer through as it comes in.
    public func relay(_ body: [UInt8], to endpoint: RelayedEndpoint) async throws -> RelayedAnswer {
        let answer = try await send(.POST, "/" + endpoint.rawValue, body: body, patience: patience)
        let reader = RelayedBody(answer)
        return RelayedAnswer(contentType: answer.contentType) { try await reader.next() }
    }
}

/// The reading end of an answer that is handed through; letting go of it drops the request.
private final class RelayedBody {
    private let answer: LMStudioClient.Answer

    init(_ answer: LMStudioClient.Answer) {
        self.answer = answer
    }

    deinit {
        // After the end of the body this changes nothing.
        answer.exchange.cancel()
    }

    func next() async throws -> [UInt8]? {
        do {
            return try await answer.exchange.nextBytes().map { Array($0.readableBytesView) }
        } catch let fault as UpstreamExchange.Fault {
            if case .cancelled = fault { throw CancellationError() }
            throw ModelError(withinBody: fault, url: answer.url.description)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ChatModel
import DemoModel
import Diagnostics
import LMStudio
import Logging

/// The model that answers, chosen at the start.
struct ModelConnection: Sendable {
    /// How long a server may take to say which models it offers before it counts as not there: it is asked on this
    /// machine or the local network, and a person waits.
    static let probePatience: Duration = .seconds(2)

    let model: any LanguageModel
    /// What the person should know about the choice, a sentence each.
    let remarks: [String]
    /// Why answers may not come, one of the remarks; nil when all is well.
    let caveat: String?
    private let client: LMStudioClient?

    /// Chooses by the settings; asks servers which models they offer.
    ///
    /// Nothing is thrown: a server that does not answer now may do so when it is needed.
    init(_ settings: HostSettings, logger: Logger) async {
        let upstream = settings.upstream
        switch upstream.choice {
        case .demo:
            self.init(demo: ["Answers come from the demo model, which follows simple rules."])
        case .servers(let urls):
            let offered = await Self.offeredModels(urls, upstream, logger)
            self.init(urls, upstream, remarks: [], caveat: Self.caveat(on: offered, upstream), logger)
        case .auto(let urls):
            let offered = await Self.offeredModels(urls, upstream, logger)
            if case .failure(let error) = offered {
                self.init(demo: [
                    "\(error.message) Answers come from the demo model, which follows simple rules."
                ])
            } else {
                let found = "Answers come from \(urls.map(\.description).joined(separator: ", "))."
                self.init(
                    urls, upstream, remarks: [found], caveat: Self.caveat(on: offered, upstream), logger)
            }
        }
    }

    /// Closes the connections; the model cannot be asked afterwards.
    func close() async {
        // Closing twice is the only failure there is, and does no harm.
        try? await client?.shutdown()
    }

    /// Makes the remarks.
    ///
    /// - Parameter isGreeted: whether a greeting tells the caveat, which then is not told twice.
    /// - Throws: what writing throws.
    func tell(exceptCaveat isGreeted: Bool) async throws {
        for remark in remarks where !isGreeted || remark != caveat { try await Console.remark(remark) }
    }

    private init(demo remarks: [String]) {
        model = DemoLanguageModel()
        client = nil
        self.remarks = remarks
        caveat = nil
    }

    private init(
        _ urls: [UpstreamURL], _ upstream: HostSettings.Upstream, remarks: [String], caveat: String?,
        _ logger: Logger
    ) {
        let client = LMStudioClient(settings: LMStudioSettings(urls, upstream), logger: logger)
        model = client
        self.client = client
        self.remarks = remarks + (caveat.map { [$0] } ?? [])
        self.caveat = caveat
    }

    // MARK: - What the servers offer

    /// The models that the first of these servers to answer offers.
    static func offeredModels(
        _ urls: [UpstreamURL], _ upstream: HostSettings.Upstream, _ logger: Logger
    ) async -> Result<[ModelDescription], ModelError> {
        var settings = LMStudioSettings(urls, upstream)
        settings.connectTimeout = min(settings.connectTimeout, probePatience)
        settings.silenceTimeout = probePatience
        settings.retry = RetryPolicy(attempts: 1)
        let client = LMStudioClient(settings: settings, logger: logger)
        let result: Result<[ModelDescription], ModelError>
        do {
            result = .success(try await client.models())
        } catch let error as ModelError {
            result = .failure(error)
        } catch {
            result = .failure(
                .unreachable(url: client.upstream.url ?? "", detail: "the question was cancelled"))
        }
        // Closing twice is the only failure there is, and does no harm.
        try? await client.shutdown()
        return result
    }

    private static func caveat(
        on offered: Result<[ModelDescription], ModelError>, _ upstream: HostSettings.Upstream
    ) -> String? {
        switch offered {
        case .success(let models): remark(onMissing: upstream.model, in: models)
        case .failure(let error): error.description
        }
    }

    /// What to say when the configured model is not on offer; nil when it is.
    static func remark(onMissing name: String, in models: [ModelDescription]) -> String? {
        guard !models.contains(where: { $0.id == name }) else { return nil }
        guard !models.isEmpty else { return "The model server offers no model; load \(name) there." }
        let shown = models.prefix(5).map(\.id).joined(separator: ", ") + (models.count > 5 ? ", …" : "")
        let near = NearestNames.hint(for: name, among: models.map(\.id)).map { " \($0)" } ?? ""
        return
            "The model \(name) is not among those offered: \(shown).\(near) Set LM_STUDIO_MODEL or --model."
    }
}

extension LMStudioSettings {
    init(_ urls: [UpstreamURL], _ upstream: HostSettings.Upstream) {
        self.init(
            urls: urls, model: upstream.model, apiKey: upstream.apiKey, kind: Self.kind(of: urls),
            connectTimeout: upstream.connectTimeout, firstByteTimeout: upstream.firstByteTimeout,
            silenceTimeout: upstream.silenceTimeout,
            retry: RetryPolicy(attempts: upstream.retryAttempts, delay: upstream.retryDelay)
        )
    }

    /// LM Studio listens on port 1234 unless told otherwise; a server elsewhere may be any.
    static func kind(of urls: [UpstreamURL]) -> String {
        let isUsual = urls.first.map {
            $0.description.hasSuffix(":1234") || $0.description.hasSuffix(":1234/v1")
        }
        return isUsual == true ? "lmstudio" : "openai"
    }
}

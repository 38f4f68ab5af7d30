// SPDX-License-Identifier: Apache-2.0

import ChatModel
import DemoModel
import LMStudio
import Logging
import Prompting
import ToolLoop
import ToolModel

/// Looks at what answers depend on: the model server, the model, how it calls tools, and what confines plugins.
struct Doctor: Sendable {
    let settings: HostSettings
    let logger: Logger
    /// Told each finding as soon as it is made.
    let report: @Sendable (DoctorFinding) async throws -> Void

    /// Makes all checks; what depends on a failed one is reported as skipped.
    ///
    /// - Returns: the findings in order.
    /// - Throws: what `report` throws, or `CancellationError`.
    func examine() async throws -> [DoctorFinding] {
        var examination = Examination(doctor: self)
        switch settings.upstream.choice {
        case .demo:
            try await examination.add(
                DoctorFinding(.upstream, .ok, "The demo model inside the host answers; no server is asked."))
            try await examination.examineDemoModel()
        case .servers(let urls):
            try await examination.examine(urls, standIn: false)
        case .auto(let urls):
            try await examination.examine(urls, standIn: true)
        }
        for finding in IsolationCheck(settings: settings).findings { try await examination.add(finding) }
        return examination.findings
    }
}

/// The checks of one run.
private struct Examination {
    let doctor: Doctor
    var findings: [DoctorFinding] = []

    private var upstream: HostSettings.Upstream { doctor.settings.upstream }

    init(doctor: Doctor) {
        self.doctor = doctor
    }

    mutating func add(_ finding: DoctorFinding) async throws {
        findings.append(finding)
        try await doctor.report(finding)
    }

    // MARK: - The server

    /// - Parameters:
    ///   - urls: the servers in the order in which they are asked.
    ///   - standIn: whether the demo model answers where none of them does.
    /// - Throws: what reporting throws, or `CancellationError`.
    mutating func examine(_ urls: [UpstreamURL], standIn: Bool) async throws {
        var offers: [(url: UpstreamURL, models: [ModelDescription])] = []
        var failures: [DoctorFinding] = []
        for url in urls {
            switch await ModelConnection.offeredModels([url], upstream, doctor.logger) {
            case .success(let models): offers.append((url, models))
            case .failure(let error): failures.append(DoctorFinding(.upstream, .failed, error))
            }
            try Task.checkCancellation()
        }
        for var failure in failures {
            if !offers.isEmpty || standIn { failure.verdict = .warning }
            try await add(failure)
        }
        for (url, models) in offers {
            let count = models.count == 1 ? "1 model" : "\(models.count) models"
            try await add(
                DoctorFinding(.upstream, .ok, "A model server answers at \(url) and offers \(count)."))
        }
        if let (url, models) = offers.first {
            try await examine(models, at: url)
        } else if standIn {
            try await add(DoctorFinding(.upstream, .ok, "The demo model inside the host stands in."))
            try await examineDemoModel()
        } else {
            try await add(DoctorFinding(.model, .skipped, "Not looked for: no model server answers."))
            try await add(DoctorFinding(.dialect, .skipped, "Not tried: no model answers."))
        }
    }

    // MARK: - The model

    private mutating func examine(_ models: [ModelDescription], at url: UpstreamURL) async throws {
        let name = upstream.model
        let missing = ModelConnection.remark(onMissing: name, in: models)
        if let missing {
            try await add(DoctorFinding(.model, .failed, missing))
        } else {
            try await add(DoctorFinding(.model, .ok, "The model \(name) is offered."))
        }
        // A server with one model has that one loaded, whatever it is called.
        guard missing == nil || models.count == 1 else {
            try await add(
                DoctorFinding(.dialect, .skipped, "Not tried: the model \(name) is not offered."))
            return
        }
        let client = LMStudioClient(settings: LMStudioSettings([url], upstream), logger: doctor.logger)
        let probe = DialectProbe(model: client, name: missing == nil ? name : models[0].id)
        let finding: DoctorFinding
        do {
            finding = try await Self.finding(of: probe, format: doctor.settings.toolFormat)
        } catch {
            // Closing twice is the only failure there is, and does no harm.
            try? await client.shutdown()
            throw error
        }
        try? await client.shutdown()
        try await add(finding)
    }

    mutating func examineDemoModel() async throws {
        try await add(DoctorFinding(.model, .ok, "The demo model follows simple rules."))
        let probe = DialectProbe(model: DemoLanguageModel(), name: nil)
        try await add(try await Self.finding(of: probe, format: doctor.settings.toolFormat))
    }

    // MARK: - The dialect

    /// What is to be said of how the model calls a tool.
    private static func finding(of probe: DialectProbe, format: ToolCallFormat) async throws -> DoctorFinding
    {
        let name = probe.name ?? probe.model.upstream.model
        do {
            guard format == .auto else { return try await pinned(probe, name, format) }
            let taught = ToolCallFormat.taught(toModel: name)
            switch try await answer(of: probe) {
            case .native?:
                return DoctorFinding(.dialect, .ok, "\(name) calls tools natively, in tool_calls.")
            case .written(let dialect)?:
                let spoken = dialect.map { "the dialect \($0.rawValue)" } ?? "a dialect"
                return DoctorFinding(
                    .dialect, .ok, "\(name) writes its calls as text, in \(spoken) that the host reads.")
            case .none(let text)?:
                guard case .none = try await probe.way(format: taught) else {
                    return DoctorFinding(
                        .dialect, .failed,
                        "\(name) does not call a tool that its server puts before it, but one that it is taught.",
                        hint: "Set TOOL_FORMAT or --tool-format to \(taught.rawValue).")
                }
                return noCall(name, text)
            case nil:
                let way = try await probe.way(format: taught)
                if case .none(let text) = way { return noCall(name, text) }
                return DoctorFinding(
                    .dialect, .ok, "The server takes no tools; \(name) calls those that the host teaches it.")
            }
        } catch let error as ModelError {
            return failure(error)
        }
    }

    /// How the model calls a tool that its server presents; nil when the server takes none.
    private static func answer(of probe: DialectProbe) async throws -> DialectProbe.Way? {
        do {
            return try await probe.way(format: .native)
        } catch let error as ModelError where error.refusesTools {
            return nil
        }
    }

    private static func pinned(
        _ probe: DialectProbe, _ name: String, _ format: ToolCallFormat
    ) async throws -> DoctorFinding {
        if case .none(let text) = try await probe.way(format: format) {
            return DoctorFinding(
                .dialect, .failed, "\(name) makes no call in the format \(format.rawValue): \(quoted(text)).",
                hint: "Set TOOL_FORMAT or --tool-format to auto, then ask the doctor again.")
        }
        return DoctorFinding(.dialect, .ok, "\(name) calls tools in the format \(format.rawValue).")
    }

    private static func noCall(_ name: String, _ text: String) -> DoctorFinding {
        DoctorFinding(
            .dialect, .failed, "\(name) was asked to call a tool and did not: \(quoted(text)).",
            hint: "Load a model that was trained to call tools.")
    }

    private static func failure(_ error: ModelError) -> DoctorFinding {
        var finding = DoctorFinding(.dialect, .failed, error)
        if let body = error.body { finding.message += " It said: \(quoted(String(body.prefix(200))))" }
        return finding
    }

    private static func quoted(_ text: String) -> String {
        text.isEmpty
            ? "it wrote nothing" : "\"\(text.split(whereSeparator: \.isNewline).joined(separator: " "))\""
    }
}

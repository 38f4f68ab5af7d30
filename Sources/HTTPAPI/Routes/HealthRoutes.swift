// SPDX-License-Identifier: Apache-2.0

import ChatModel
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import PluginRuntime
import ToolLoop

/// `GET /health`, `/status` and `/test-lmstudio`.
struct HealthRoutes: Sendable {
    let loop: TurnLoop
    let settings: HTTPServerSettings
    let start: ContinuousClock.Instant

    /// Whether the host can do its work: 200, or 503 when the model or the tools are missing.
    @Sendable func health(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        let isUpstreamThere = try await models() != nil
        let hasTools = !loop.plugins.registry.tools.isEmpty
        let isHealthy = isUpstreamThere && hasTools
        var body: JSONObject = [
            "status": isHealthy ? "healthy" : "unhealthy",
            "version": .string(settings.version),
            "timestamp": Self.timestamp,
            "checks": [
                "lmStudio": .bool(isUpstreamThere), "tools": .bool(hasTools),
                "circuitBreaker": Self.circuitBreaker,
            ],
            "upstream": .object(upstream),
        ]
        // A refused tool does not make the host unhealthy: the others work.
        let quarantined = ToolListing(loop.plugins.registry).quarantined
        if !quarantined.isEmpty { body["quarantined"] = .array(quarantined) }
        return Response(json: .object(body), status: isHealthy ? .ok : .serviceUnavailable)
    }

    /// How long the host has been running, in seconds.
    @Sendable func status(_ request: Request, _ context: HTTPRequestContext) -> Response {
        let uptime = start.duration(to: .now).components.seconds
        return Response(json: [
            "circuitBreaker": Self.circuitBreaker, "uptime": JSONValue(uptime), "timestamp": Self.timestamp,
        ])
    }

    /// Whether the model server answers, and how many models it offers.
    @Sendable func testUpstream(_ request: Request, _ context: HTTPRequestContext) async throws -> Response {
        let models = try await models()
        let body: JSONObject = [
            "status": models == nil ? "disconnected" : "connected",
            "lmStudioUrl": loop.model.upstream.url.map(JSONValue.string) ?? nil,
            "modelsCount": JSONValue(models?.count ?? 0), "timestamp": Self.timestamp,
        ]
        return Response(json: .object(body), status: models == nil ? .serviceUnavailable : .ok)
    }

    private var upstream: JSONObject {
        let upstream = loop.model.upstream
        return [
            "kind": .string(upstream.kind), "url": upstream.url.map(JSONValue.string) ?? nil,
            "model": .string(upstream.model),
        ]
    }

    /// Requests always reach the upstream: there is nothing here that could hold them back.
    private static let circuitBreaker: JSONValue = ["state": "closed"]

    private static var timestamp: JSONValue {
        .string(Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date()))
    }

    /// The models on offer; nil when the upstream does not say in time.
    private func models() async throws -> [ModelDescription]? {
        let outcome = FirstOutcome<[ModelDescription]?>()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    outcome.settle(.success(try await loop.model.models()))
                } catch is ModelError {
                    outcome.settle(.success(nil))
                } catch {
                    outcome.settle(.failure(error))
                }
            }
            group.addTask {
                try await settings.clock.sleep(for: settings.healthTimeout)
                outcome.settle(.success(nil))
            }
            defer { group.cancelAll() }
            return try await outcome.value()
        }
    }
}

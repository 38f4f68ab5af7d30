// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import JSON
import Logging
import TestSupport
import Testing
import ToolModel

@testable import PluginRuntime

/// What each plugin's report says, on kernels that do all, some or none of it.
@Suite(.timeLimit(.minutes(10))) struct ConfinementReportTests {
    private static let kernel = KernelFeatures.current
    private static let isWhole = kernel.landlock >= 6 && kernel.filtersCalls && kernel.supervisesCalls

    /// A stand-in for the worker that hides a part of the kernel before it becomes the worker.
    private static func worker(without part: String) -> WorkerSettings {
        WorkerSettings(
            executable: Repository.fixturePath("Confinement/worker-without-\(part).py"), demand: .bestEffort)
    }

    @Test(arguments: ["libc.so.6", "libswiftCore.so", "libarchive.so.13"])
    func `the folder of a library that is loaded is known`(library: String) {
        let folders = SystemNeeds.foldersOfLoadedLibraries()
        #expect(folders.contains { FileManager.default.fileExists(atPath: "\($0)/\(library)") }, "\(folders)")
        #expect(folders == Array(Set(folders)).sorted() && folders.allSatisfy { $0.hasPrefix("/") })
    }

    @Test(.enabled(if: isWhole, "needs Landlock 6 and supervised seccomp filters"))
    func `where the kernel can do all, all is enforced`() async throws {
        try await PluginFixture.with("hello", in: .worker) { fixture async throws in
            let report = try #require(fixture.host.registry["hello"]?.confinement)
            #expect(report.asked == .standard)
            #expect(report.granted == .standard)
            #expect(Set(report.enforced.keys) == Set(ConfinementReport.Subject.allCases))
            #expect(report.enforced[.files] == "landlock \(Self.kernel.landlock)")
            #expect(report.shortfalls.isEmpty)
            #expect(report.json["granted"]?["sandbox"] == "write")
            #expect(report.json["enforced"]?["memory"] == "rlimit")
            #expect(report.json["shortfalls"] == [])
        }
    }

    @Test func `a plugin inside the host is held to nothing, and the log says so`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with("hello", in: .inProcess, log: log) { fixture async throws in
            let report = try #require(fixture.host.registry["hello"]?.confinement)
            #expect(report.enforced.isEmpty)
            #expect(report.shortfalls.count == 1)
            let warning = try #require(log.records.first { $0.message == "plugin runs inside the host" })
            #expect(warning.level == .warning)
            #expect(warning.metadata["plugin.name"] == "greeter")
            #expect(warning.metadata["reason"] == report.shortfalls[0])
        }
    }

    @Test func `without Landlock a plugin is loaded only if the host does not insist`() async throws {
        let log = RecordedLog()
        try await PluginFixture.with(
            "hello", in: .worker, settle: { $0.worker = Self.worker(without: "landlock") }, log: log
        ) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            let report = try #require(fixture.host.registry["hello"]?.confinement)
            #expect(report.enforced[.files] == nil)
            #expect(report.shortfalls.first?.contains("no Landlock") == true)
            let warning = try #require(
                log.records.first { $0.message == "plugin is not fully confined" })
            #expect(warning.metadata["reason"] == report.shortfalls.joined(separator: " "))
        }
        var path = ""
        try await PluginFixture.with(
            "hello", in: .worker,
            settle: { settings in
                path = "\(settings.folders[0])/hello.so"
                settings.worker = Self.worker(without: "landlock")
                settings.worker?.demand = .strict
            }
        ) { fixture async throws in
            let refusal = try #require(fixture.host.registry.plugins.first?.refusal)
            #expect(
                refusal
                    == .notConfinable(path: path, reason: "it has no Landlock (Function not implemented)"))
            #expect(refusal.code == "plugin_not_confinable")
            #expect(refusal.hint?.contains("PLUGIN_ISOLATION=best-effort") == true)
        }
    }

    @Test func `without filters a plugin is loaded only if the host does not insist`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker, settle: { $0.worker = Self.worker(without: "filters") }
        ) { fixture async throws in
            let report = try #require(fixture.host.registry["hello"]?.confinement)
            #expect(report.enforced[.network] == nil)
            #expect(report.shortfalls.contains { $0.contains("no seccomp") })
        }
        try await PluginFixture.with(
            "hello", in: .worker,
            settle: { settings in
                settings.worker = Self.worker(without: "filters")
                settings.worker?.demand = .strict
            }
        ) { fixture async throws in
            #expect(fixture.host.registry.plugins.first?.refusal?.code == "plugin_not_confinable")
        }
    }

    @Test func `without supervision threads are not counted, and that is said`() async throws {
        try await PluginFixture.with(
            "hello", in: .worker, settle: { $0.worker = Self.worker(without: "supervision") }
        ) { fixture async throws in
            #expect(try await fixture.call("hello").text == "hello")
            let report = try #require(fixture.host.registry["hello"]?.confinement)
            #expect(report.enforced[.threads] == nil)
            #expect(report.shortfalls.contains { $0.contains("Nobody counts its threads and processes") })
        }
    }

    @Test(.enabled(if: kernel.landlock > 0, "needs Landlock"))
    func `a step that fails is told with its reason, whatever the host insists on`() async throws {
        var path = ""
        try await PluginFixture.with(
            "hello", in: .worker,
            settle: { settings in
                path = "\(settings.folders[0])/hello.so"
                settings.worker = Self.worker(without: "restriction")
            }
        ) { fixture async throws in
            let refusal = try #require(fixture.host.registry.plugins.first?.refusal)
            #expect(
                refusal
                    == .confinementFailed(
                        path: path, stage: "confining its access to files (Landlock)",
                        reason: "Argument list too long"))
            #expect(refusal.code == "plugin_confinement_failed")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSON
import SandboxFiles
import Synchronization
import Testing
import ToolKit

@testable import FileTools

/// Calls while another thread swaps a folder for a link that leads out.
@Suite struct RaceTests {
    /// One call of a race; what it gives must hold nothing from outside.
    struct Racer: Sendable, CustomTestStringConvertible {
        let name: String
        /// Puts right what an earlier call changed, then calls.
        let run: @Sendable (_ sandbox: TemporarySandbox, _ attempt: Int) throws -> String

        var testDescription: String { name }

        init(_ name: String, _ run: @escaping @Sendable (TemporarySandbox, Int) throws -> String) {
            self.name = name
            self.run = run
        }
    }

    static let racers = [
        Racer("files") { sandbox, _ in try sandbox.call("files", ["path": "spot/file.txt"]).text },
        Racer("writeFile") { sandbox, _ in
            try sandbox.call("writeFile", ["path": "spot/file.txt", "content": "inside"]).text
        },
        Racer("append") { sandbox, _ in
            _ = try sandbox.call("writeFile", ["path": "spot/log.txt", "content": "x", "append": true])
            return try sandbox.call("files", ["path": "near/log.txt"]).text
        },
        Racer("listFiles") { sandbox, _ in try sandbox.call("listFiles", ["path": "spot"]).text },
        Racer("getFileInfo") { sandbox, _ in try sandbox.call("getFileInfo", ["path": "spot/file.txt"]).text
        },
        Racer("grep file") { sandbox, _ in
            try sandbox.call("grep", ["pattern": "side", "path": "spot/file.txt"]).text
        },
        Racer("grep folder") { sandbox, _ in
            try sandbox.call("grep", ["pattern": "side", "path": "spot", "recursive": false]).text
        },
        Racer("findFiles") { sandbox, _ in
            try sandbox.call("findFiles", ["pattern": "o", "directory": "spot"]).text
        },
        Racer("createDirectory") { sandbox, attempt in
            rmdir(sandbox.path + "/near/made")
            return try sandbox.call("createDirectory", ["path": "spot/made"]).text
        },
        Racer("deleteFile") { sandbox, _ in
            try sandbox.file("near/gone.txt", "inside")
            return try sandbox.call("deleteFile", ["path": "spot/gone.txt"]).text
        },
        Racer("deleteFile recursive") { sandbox, _ in
            mkdir(sandbox.path + "/near/gone", 0o700)
            try sandbox.file("near/gone/file.txt", "inside")
            return try sandbox.call("deleteFile", ["path": "spot/gone", "recursive": true]).text
        },
        Racer("moveFile from") { sandbox, _ in
            try sandbox.file("near/file.txt", "inside")
            _ = try sandbox.call("moveFile", ["source": "spot/file.txt", "destination": "moved.txt"])
            return try sandbox.call("files", ["path": "moved.txt"]).text
        },
        Racer("moveFile to") { sandbox, _ in
            try sandbox.file("spare.txt", "inside")
            return try sandbox.call("moveFile", ["source": "spare.txt", "destination": "spot/moved.txt"]).text
        },
        Racer("copyFile from") { sandbox, _ in
            _ = try sandbox.call("copyFile", ["source": "spot/file.txt", "destination": "copied.txt"])
            return try sandbox.call("files", ["path": "copied.txt"]).text
        },
        Racer("copyFile to") { sandbox, _ in
            try sandbox.call("copyFile", ["source": "still.txt", "destination": "spot/copied.txt"]).text
        },
    ]

    /// For each racer; together several times the ten thousand that a swap would need to get through.
    private static let attempts = 3_000

    @Test(arguments: RaceTests.racers)
    func `a link that is swapped during the call never leads out`(_ racer: Racer) throws {
        let sandbox = try TemporarySandbox()
        try FileManager.default.createDirectory(
            atPath: sandbox.outside + "/far/gone", withIntermediateDirectories: true)
        for name in ["file.txt", "gone.txt", "log.txt", "gone/file.txt"] {
            try sandbox.file("../far/\(name)", "outside")
        }
        try sandbox.folder("near")
        try sandbox.file("near/file.txt", "inside")
        try sandbox.file("still.txt", "inside")
        try sandbox.link("spot", to: "near")
        try sandbox.link("bad", to: "../far")
        let served = Self.race(racer, in: sandbox)
        #expect(served > 0)
        #expect(try sandbox.names("../far") == ["file.txt", "gone", "gone.txt", "log.txt"])
        #expect(try sandbox.names("../far/gone") == ["file.txt"])
        for name in ["file.txt", "gone.txt", "log.txt", "gone/file.txt"] {
            #expect(sandbox.contents("../far/\(name)") == "outside")
        }
        #expect(try sandbox.names("near").allSatisfy { !$0.hasSuffix(".tmp") })
    }

    @Test func `a walk enters no link that takes the place of a folder`() throws {
        let sandbox = try TemporarySandbox()
        try FileManager.default.createDirectory(
            atPath: sandbox.outside + "/far", withIntermediateDirectories: true)
        try sandbox.file("../far/file.txt", "outside")
        for name in ["a", "spot", "z"] {
            try sandbox.folder("top/\(name)")
            try sandbox.file("top/\(name)/file.txt", "inside")
        }
        try sandbox.link("bad", to: "../far")
        let racer = Racer("walks") { sandbox, attempt in
            switch attempt % 40 {
            case 0: try sandbox.call("grep", ["pattern": "side", "path": "top"]).text
            case 20: try sandbox.call("listFiles", ["path": "top", "recursive": true]).text
            case 30:
                try sandbox.call("copyFile", ["source": "top", "destination": "copy\(attempt)"]).text
                    + sandbox.call("grep", ["pattern": "side", "path": "copy\(attempt)"]).text
                    + sandbox.call("deleteFile", ["path": "copy\(attempt)", "recursive": true]).text
            default: ""
            }
        }
        #expect(Self.race(racer, in: sandbox, swapping: "top/spot") > 0)
        #expect(try sandbox.names("../far") == ["file.txt"])
    }

    /// Calls again and again while another thread exchanges two names; returns how many calls were answered.
    private static func race(
        _ racer: Racer, in sandbox: TemporarySandbox, swapping name: String = "spot"
    ) -> Int {
        let race = Race(racer: racer, sandbox: sandbox, name: name)
        WorkerThreads.run(2) { race.takePart() }
        return race.served.load(ordering: .relaxed)
    }

    /// What the two threads of a race share.
    private final class Race: Sendable {
        let racer: Racer
        let sandbox: TemporarySandbox
        let name: String
        let served = Atomic(0)
        private let hasSwapper = Atomic(false)
        private let isOver = Atomic(false)

        init(racer: Racer, sandbox: TemporarySandbox, name: String) {
            (self.racer, self.sandbox, self.name) = (racer, sandbox, name)
        }

        /// The first thread swaps, the second calls.
        func takePart() {
            if hasSwapper.exchange(true, ordering: .relaxed) {
                call()
                isOver.store(true, ordering: .relaxed)
            } else {
                swap()
            }
        }

        private func call() {
            for attempt in 0..<RaceTests.attempts {
                do {
                    let text = try racer.run(sandbox, attempt)
                    #expect(!text.contains("outside"))
                    served.add(1, ordering: .relaxed)
                } catch let error as FileError {
                    // Between two renames there is nothing of that name, and what is there may be a link.
                    let reasons: Set<FileError.Reason> = [
                        .leavesSandbox, .notFound, .system, .notFolder, .exists,
                    ]
                    #expect(reasons.contains(error.reason), "\(error.reason): \(error.text)")
                } catch {
                    Issue.record(error)
                }
            }
        }

        private func swap() {
            let folder = sandbox.path + "/"
            while !isOver.load(ordering: .relaxed) {
                rename(folder + name, folder + ".spare")
                rename(folder + "bad", folder + name)
                rename(folder + name, folder + "bad")
                rename(folder + ".spare", folder + name)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import TestSupport
import Testing

/// What a confined program tries in vain, one attempt each.
@Suite struct BorderTests {
    /// An attempt of a shell to reach a file outside, and what it says when it is refused.
    struct Reach: Sendable, CustomTestStringConvertible {
        let name: String
        let script: String
        var programs: [String] = []

        var testDescription: String { name }
    }

    static let reaches = [
        Reach(name: "reading by its path", script: "cat /etc/passwd", programs: ["cat"]),
        Reach(name: "reading into the shell", script: "read line < /etc/passwd && echo $line"),
        Reach(name: "reading through ..", script: "cd / && cat etc/passwd", programs: ["cat"]),
        Reach(
            name: "reading through a link", script: "ln -s /etc/passwd link; cat link",
            programs: ["ln", "cat"]),
        Reach(name: "reading a hard link", script: "ln /etc/passwd hard; cat hard", programs: ["ln", "cat"]),
        Reach(name: "reading through /proc", script: "cat /proc/self/root/etc/passwd", programs: ["cat"]),
        Reach(name: "listing", script: "ls /etc", programs: ["ls"]),
        Reach(name: "writing", script: "echo x > ../outside"),
        Reach(name: "appending", script: "echo x >> ../outside"),
        Reach(name: "truncating", script: "truncate --size=0 ../outside", programs: ["truncate"]),
        Reach(name: "moving in", script: "mv ../outside here", programs: ["mv"]),
        Reach(name: "moving out", script: "echo x > here; mv here ../outside", programs: ["mv"]),
        Reach(name: "deleting", script: "rm -f ../outside", programs: ["rm"]),
        Reach(name: "making a folder", script: "mkdir ../made", programs: ["mkdir"]),
        Reach(name: "making a link", script: "ln -s x ../made", programs: ["ln"]),
        Reach(name: "making a device", script: "mknod device c 1 3", programs: ["mknod"]),
        Reach(name: "changing a mode", script: "chmod 777 ../outside", programs: ["chmod"]),
        Reach(name: "changing times", script: "touch ../outside", programs: ["touch"]),
    ]

    @Test(arguments: reaches)
    func `files outside are out of reach`(reach: Reach) async throws {
        try await withTemporaryFolder { outside in
            let folder = outside.trimmingSlash + "/inside"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let file = outside.trimmingSlash + "/outside"
            try "kept".write(toFile: file, atomically: false, encoding: .utf8)
            let before = try FileManager.default.attributesOfItem(atPath: file)
            let confined = Confined(folder: folder)
            let policy = confined.policy(
                ["/bin/sh", "-c", reach.script], programs: reach.programs.map { "/usr/bin/\($0)" })
            let outcome = try confined.run(policy)
            guard Confined.hasLandlock else {
                // All that is left is that nobody claims otherwise.
                #expect(outcome.enforcement.landlock == 0)
                return
            }
            #expect(outcome.ending != .exited(status: 0))
            #expect(!outcome.text.contains("root:"))
            #expect(
                outcome.errorText.contains("ermission denied") || outcome.errorText.contains("not permitted")
                    || outcome.errorText.contains("cross-device"), "\(outcome.errorText)")
            let after = try FileManager.default.attributesOfItem(atPath: file)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
            #expect(after[.posixPermissions] as? Int == before[.posixPermissions] as? Int)
            #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: outside).sorted() == [
                    "inside", "outside",
                ])
        }
    }

    @Test func `modes and times of its own files can be changed`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let script = """
                mkdir folder && cd folder && touch -d '2001-02-03 04:05:06 UTC' a && chmod 640 a && chmod 2>&1 u+x ../folder/a
                cp -p a b && ln -s b c && touch -h -d '2002-01-01 UTC' c
                """
            let outcome = try confined.shell(script, "mkdir", "touch", "chmod", "cp", "ln")
            guard outcome.enforcement.supervisesCalls else { return }
            // A link has no times of its own that anybody needs.
            #expect(outcome.errorText.hasPrefix("touch: setting times of 'c'"), "\(outcome.errorText)")
            for name in ["a", "b"] {
                let found = try FileManager.default.attributesOfItem(
                    atPath: confined.folder.trimmingSlash + "/folder/\(name)")
                #expect(found[.posixPermissions] as? Int == 0o740)
                #expect((found[.modificationDate] as? Date)?.timeIntervalSince1970 == 981_173_106)
            }
        }
    }

    /// An attempt to start a program that the policy does not name.
    static let starts = [
        Reach(name: "a shell", script: "find . -maxdepth 0 -exec /bin/sh -c 'echo ran' ';'"),
        Reach(name: "the loader", script: "find . -maxdepth 0 -exec LOADER /bin/sh -c 'echo ran' ';'"),
        Reach(name: "a copy", script: "cp /bin/sh cat; find . -maxdepth 0 -exec ./cat -c 'echo ran' ';'"),
        Reach(name: "a link", script: "ln -s /bin/sh cat; find . -maxdepth 0 -exec ./cat -c 'echo ran' ';'"),
        Reach(name: "a script", script: "printf '#!/bin/sh\necho ran' > x; find . -maxdepth 0 -exec ./x ';'"),
        Reach(name: "itself by /proc", script: "find . -maxdepth 0 -exec /proc/self/exe --version ';'"),
        Reach(name: "itself by /proc of the launcher", script: "/proc/$PPID/exe; exit 1"),
        Reach(
            name: "a program by another name",
            script: "ln -s /usr/bin/cat sh; find . -maxdepth 0 -exec ./sh ';'"),
    ]

    @Test(arguments: starts)
    func `other programs cannot be started`(start: Reach) async throws {
        try await Confined.withFolder { (confined) async throws in
            let loader = try FileManager.default.contentsOfDirectory(atPath: "/lib64")
                .first { $0.hasPrefix("ld-linux") }
            let script = start.script.replacingOccurrences(of: "LOADER", with: "/lib64/\(loader ?? "")")
            // The shell that runs the script is found as sh, and by no other path.
            var policy = confined.policy(["/usr/bin/env", "sh", "-c", script])
            policy.program = "/bin/dash"
            policy.arguments = ["sh", "-c", script]
            policy.programs = ["/bin/dash"] + ["find", "cat", "cp", "ln"].map { "/usr/bin/\($0)" }
            let outcome = try confined.run(policy)
            #expect(!outcome.text.contains("ran"))
            guard outcome.enforcement.filtersCalls else { return }
            #expect(outcome.errorText.contains("ermission denied"), "\(outcome.errorText)")
            if outcome.enforcement.supervisesCalls { #expect(outcome.refusedPrograms >= 1) }
        }
    }

    @Test func `programs that are named can be started`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let outcome = try confined.shell(
                "cd .. ; find \(confined.folder) -exec echo found {} +", "find", "echo")
            if Confined.supervises {
                #expect(outcome.text == "found \(confined.folder)\n", "\(outcome.errorText)")
            } else {
                #expect(outcome.text == "")
            }
        }
    }

    /// System calls by number (x86-64 and arm64 differ, so by what libc calls them) that lead out.
    @Test func `system calls that lead out are refused`() async throws {
        try await Confined.withFolder { (confined) async throws in
            let script = try #require(
                String(bytes: try Repository.fixture("Confinement/attempts.py"), encoding: .utf8))
            var policy = confined.policy(["/usr/bin/python3", "-I", "-c", script])
            policy.readable.append("/proc")
            let outcome = try confined.run(policy)
            #expect(outcome.ending == .exited(status: 0), "\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n")
            #expect(lines.count > 20)
            guard outcome.enforcement.filtersCalls else { return }
            for line in lines { #expect(line.hasSuffix("refused"), "\(line)") }
        }
    }
}

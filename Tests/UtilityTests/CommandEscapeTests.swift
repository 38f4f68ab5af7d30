// SPDX-License-Identifier: Apache-2.0

import Confinement
import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing
import ToolKit

@testable import Utility

/// Arguments that make an innocent program do something else.
///
/// Where the kernel confines files they change nothing outside and show nothing of it; elsewhere they are refused by
/// their looks.
@Suite struct CommandEscapeTests {
    struct Attempt: Sendable, CustomTestStringConvertible {
        let command: String
        let arguments: [String]
        let stdin: String?

        init(_ command: String, _ arguments: String..., stdin: String? = nil) {
            self.command = command
            self.arguments = arguments
            self.stdin = stdin
        }

        var testDescription: String { ([command] + arguments).joined(separator: " ") }
    }

    /// OUTSIDE is the folder around the sandbox.
    static let attempts = [
        Attempt("cat", "/etc/passwd"), Attempt("cat", "../secret.txt"), Attempt("cat", "OUTSIDE/secret.txt"),
        Attempt("cat", "link"), Attempt("cat", "folder-link/secret.txt"),
        Attempt("cat", "/proc/self/root/etc/passwd"), Attempt("cat", "/proc/self/environ"),
        Attempt("cat", "/proc/self/cwd/../secret.txt"), Attempt("cat", "/dev/stdin", "../secret.txt"),
        Attempt("head", "-c100", "/etc/passwd"), Attempt("tail", "-n5", "/etc/passwd"),
        Attempt("tail", "--pid=1", "-f", "../secret.txt"), Attempt("grep", "-r", "", "/etc"),
        Attempt("grep", "-R", "secret", "."), Attempt("grep", "-f", "/etc/passwd", "-v", "x"),
        Attempt("grep", "--file=../secret.txt", "-o", "secret", "copy.txt"),
        Attempt("grep", "secret", "--", "../secret.txt"),
        Attempt("sort", "../secret.txt"), Attempt("sort", "--files0-from=/etc/passwd"),
        Attempt("sort", "--files0-from=list"), Attempt("sort", "--files0-from=-", stdin: "../secret.txt\0"),
        Attempt("sort", "-o", "../made", "copy.txt"),
        Attempt("sort", "--output=OUTSIDE/secret.txt", "copy.txt"),
        Attempt("sort", "-oOUTSIDE/made", "copy.txt"), Attempt("sort", "-T", "OUTSIDE", "../secret.txt"),
        Attempt("sort", "-S1k", "--compress-program=./run.sh", "big.txt"),
        Attempt("sort", "--random-source=../secret.txt", "-R", "../secret.txt"),
        Attempt("wc", "--files0-from=/etc/passwd"), Attempt("wc", "--files0-from=list"),
        Attempt("wc", "-c", "../secret.txt"),
        Attempt("du", "--files0-from=/etc/passwd"), Attempt("du", "--exclude-from=../secret.txt", "."),
        Attempt("uniq", "../secret.txt"), Attempt("uniq", "copy.txt", "../made"),
        Attempt("uniq", "copy.txt", "../secret.txt"),
        Attempt("cut", "-c1-", "../secret.txt"), Attempt("date", "-f", "../secret.txt"),
        Attempt("date", "-f", "/etc/passwd"), Attempt("date", "-s", "2001-01-01"),
        Attempt("ls", "/etc"), Attempt("ls", "-R", ".."), Attempt("ls", "-lR", "/root"),
        Attempt("find", "/etc"), Attempt("find", "-L", ".", "-name", "secret*"),
        Attempt("find", "..", "-name", "secret*", "-delete"), Attempt("find", ".", "-fprint", "../made"),
        Attempt("find", ".", "-fprintf", "OUTSIDE/secret.txt", "gone"),
        Attempt("find", ".", "-fls", "../made"),
        Attempt("find", "-files0-from", "../secret.txt"),
        Attempt("find", ".", "-exec", "sh", "-c", "cat ../secret.txt > ../made", ";"),
        Attempt("find", ".", "-exec", "/bin/sh", "-c", "echo gone > ../secret.txt", ";"),
        Attempt("find", ".", "-execdir", "./run.sh", ";"),
        Attempt("find", ".", "-ok", "./run.sh", ";", stdin: "y\n"),
        Attempt("find", ".", "-exec", "cat", "../secret.txt", ";"),
        Attempt("find", ".", "-exec", "rm", "../secret.txt", "+"),
        Attempt("find", ".", "-exec", "/usr/bin/env", "cat", "../secret.txt", ";"),
        Attempt("find", ".", "-exec", "find", "..", "-exec", "cat", "{}", ";", ";"),
        Attempt("which", "-a", "../secret.txt"), Attempt("df", "--output=source,target", "../secret.txt"),
        Attempt("id", "--", "../secret.txt"), Attempt("ps", "-e", "eww"),
        Attempt("cat", "-- ../secret.txt\n"), Attempt("cat", "\n../secret.txt"), Attempt("cat", "--", "-"),
        Attempt("cat", "‥/secret.txt"), Attempt("cat", "..\\secret.txt"),
        Attempt("cat", "sandbox-evil/../../secret.txt"),
        Attempt("uptime", "/etc/passwd"), Attempt("free", "/etc/passwd"), Attempt("uname", "/etc/passwd"),
    ]

    private func furnish(_ sandbox: CommandSandbox) throws {
        try sandbox.file("copy.txt", "a line that holds no more\n")
        try sandbox.file("list", "../secret.txt\0/etc/passwd\0")
        try sandbox.file("big.txt", String(repeating: "0123456789 abcdefghij\n", count: 20_000))
        try sandbox.file("run.sh", "#!/bin/sh\ncat ../secret.txt > ../made; echo ran\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: sandbox.path + "/run.sh")
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: sandbox.path + "/link", withDestinationPath: "../secret.txt")
        try manager.createSymbolicLink(atPath: sandbox.path + "/folder-link", withDestinationPath: "..")
    }

    @Test(arguments: attempts)
    func `an argument leads nowhere`(attempt: Attempt) async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try furnish(sandbox)
            let arguments = attempt.arguments.map {
                $0.replacingOccurrences(of: "OUTSIDE", with: sandbox.outside)
            }
            let more: JSONObject =
                attempt.stdin.map { ["stdin": .string($0), "timeout": 5000] } ?? ["timeout": 5000]
            var shown = ""
            do {
                shown = try sandbox.run(attempt.command, arguments, more).text
            } catch let error as CommandError {
                shown = error.message
            }
            #expect(!shown.contains("the secret"), "\(shown)")
            #expect(!shown.contains("root:x:"), "\(shown)")
            #expect(!shown.contains("\nran\n"), "\(shown)")
            try sandbox.expectUntouched()
        }
    }

    /// Programs that run others, when the operator allows them: only what is allowed runs.
    @Test(arguments: [
        Attempt("env", "sh", "-c", "echo ran"), Attempt("env", "-S", "sh -c 'echo ran'"),
        Attempt("nice", "sh", "-c", "echo ran"), Attempt("xargs", "sh", "-c", "echo ran", stdin: "x\n"),
        Attempt("xargs", "-I{}", "/bin/sh", "-c", "{}", stdin: "echo ran\n"),
        Attempt("env", "LD_PRELOAD=./evil.so", "./run.sh"), Attempt("timeout", "5", "sh", "-c", "echo ran"),
    ])
    func `a program that runs others runs only allowed ones`(attempt: Attempt) async throws {
        try await CommandSandbox.with(settings: ["exec.allow": "env,nice,xargs,timeout"]) {
            (sandbox) async throws in
            try furnish(sandbox)
            let more: JSONObject = attempt.stdin.map { ["stdin": .string($0)] } ?? [:]
            if KernelFeatures.current.landlock == 0 {
                #expect(try sandbox.refusal(attempt.command, attempt.arguments, more).code == "unconfined")
                return
            }
            let output = try sandbox.run(attempt.command, attempt.arguments, more)
            #expect(output.exitCode != 0)
            #expect(!output.stdout.contains("ran"))
            #expect(try output.structured?["refusedPrograms"] != nil || !sandbox.supervises())
            try sandbox.expectUntouched()
        }
    }

    @Test func `allowed programs are started by others`() async throws {
        try await CommandSandbox.with(settings: ["exec.allow": "xargs"]) { (sandbox) async throws in
            try furnish(sandbox)
            guard KernelFeatures.current.landlock > 0, try sandbox.supervises() else { return }
            let found = try sandbox.run("find", [".", "-name", "copy.txt", "-exec", "cat", "{}", "+"])
            #expect(found.stdout == "a line that holds no more\n", "\(found.text)")
            #expect(try sandbox.run("xargs", ["cat"], ["stdin": "copy.txt\n"]).stdout == found.stdout)
        }
    }

    @Test func `other processes show no environment`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            guard KernelFeatures.current.landlock > 0 else {
                #expect(try sandbox.refusal("ps", ["eww"]).code == "unconfined")
                return
            }
            let other = getpid()
            let line = try sandbox.run("ps", ["eww", "-p", "\(other)"]).stdout
            #expect(getenv("PATH") != nil)
            #expect(line.contains("\(other) ") && !line.contains(" PATH="), "\(line)")
        }
    }

    @Test func `git works in the sandbox`() async throws {
        try await CommandSandbox.with(settings: ["exec.allow": "git"]) { (sandbox) async throws in
            guard KernelFeatures.current.landlock > 0, try sandbox.supervises() else { return }
            try furnish(sandbox)
            for arguments in [["init", "-q"], ["config", "user.name", "a"], ["add", "copy.txt"]] {
                let output = try sandbox.run("git", arguments)
                #expect(output.exitCode == 0, "\(output.text)")
            }
            #expect(try sandbox.run("git", ["status", "--short", "-uno"]).stdout == "A  copy.txt\n")
            try sandbox.expectUntouched()
        }
    }

    @Test func `names with line ends and dashes are only names`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            for name in ["-rf", "a\nb", "--files0-from=x", "$(id)", "`id`", "; id", "*"] {
                try sandbox.file(name, "content of \(name)")
                #expect(try sandbox.run("cat", ["--", name]).stdout == "content of \(name)", "\(name)")
            }
            #expect(try sandbox.run("echo", ["$HOME", "*", "`id`"]).stdout == "$HOME * `id`\n")
        }
    }

    @Test func `files in the sandbox may be written and deleted`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("in.txt", "b\na\n")
            #expect(try sandbox.run("sort", ["-o", "out.txt", "in.txt"]).exitCode == 0)
            #expect(try sandbox.content("out.txt") == "a\nb\n")
            #expect(try sandbox.run("find", [".", "-name", "out.txt", "-delete"]).exitCode == 0)
            #expect(throws: (any Error).self) { try sandbox.content("out.txt") }
        }
    }

    @Test func `a large sort finds room for its temporary files`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try furnish(sandbox)
            let output = try sandbox.run("sort", ["-S", "64k", "--parallel=4", "big.txt"])
            #expect(output.exitCode == 0, "\(output.text)")
            try sandbox.expectUntouched()
        }
    }

    // MARK: - Without Landlock

    /// As on a machine whose kernel has no Landlock: the launcher starts behind a filter that hides it.
    private func runUnconfined(_ command: String, _ arguments: [String], in sandbox: CommandSandbox) throws
        -> CommandReport
    {
        var settings = sandbox.settings
        settings["launcher"] = Repository.fixturePath("Confinement/launch-without-landlock.py")
        var call = try CommandCall(
            ToolArguments(["command": .string(command), "args": .array(arguments.map { .string($0) })]),
            .testing(sandbox: sandbox.path, cache: sandbox.outside + "/cache", settings: settings))
        call.kernel = KernelFeatures(
            landlock: 0, landlockError: 38, filtersCalls: true, supervisesCalls: true)
        return try call.run()
    }

    @Test func `without Landlock a harmless command runs, and the answer says how`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try furnish(sandbox)
            let report = try runUnconfined("cat", ["copy.txt"], in: sandbox)
            #expect(report.structured["stdout"] == "a line that holds no more\n")
            #expect(report.structured["confinement"] == "partial")
            #expect(report.text.contains("[Not fully confined. Access to files cannot be confined"))
            #expect(report.structured["gaps"]?.array?.isEmpty == false)
        }
    }

    @Test(arguments: attempts)
    func `without Landlock an argument leads nowhere either`(attempt: Attempt) async throws {
        // What needs no file of its own, or only shows that something is there.
        let harmless = ["which", "id", "uname", "uptime", "free", "df"]
        guard attempt.stdin == nil, !harmless.contains(attempt.command) else { return }
        try await CommandSandbox.with { (sandbox) async throws in
            try furnish(sandbox)
            let arguments = attempt.arguments.map {
                $0.replacingOccurrences(of: "OUTSIDE", with: sandbox.outside)
            }
            var shown = ""
            do {
                shown = try runUnconfined(attempt.command, arguments, in: sandbox).text
            } catch let error as CommandError {
                shown = error.code
            }
            #expect(!shown.contains("the secret"), "\(shown)")
            #expect(!shown.contains("root:x:"), "\(shown)")
            #expect(!shown.contains("\nran\n"), "\(shown)")
            try sandbox.expectUntouched()
        }
    }

    @Test func `where nobody can be asked, programs start no others`() async throws {
        let launcher = Repository.fixturePath("Confinement/launch-without-supervision.py")
        try await CommandSandbox.with(settings: ["launcher": launcher, "exec.allow": "env"]) {
            (sandbox) async throws in
            guard KernelFeatures.current.landlock > 0 else { return }
            try furnish(sandbox)
            #expect(try sandbox.run("cat", ["copy.txt"]).stdout == "a line that holds no more\n")
            #expect(try sandbox.run("which", ["ls"]).stdout.hasSuffix("/ls\n"))
            let found = try sandbox.run("find", [".", "-name", "copy.txt", "-exec", "cat", "{}", ";"])
            #expect(found.stdout == "")
            #expect(try sandbox.run("env", ["cat", "copy.txt"]).exitCode == 126)
            #expect(try sandbox.run("sort", ["--parallel=4", "-S", "64k", "big.txt"]).exitCode == 0)
        }
    }

    @Test func `without Landlock the operator's own commands do not run, and strict runs nothing`()
        async throws
    {
        try await CommandSandbox.with(settings: ["exec.allow": "env"]) { (sandbox) async throws in
            #expect(throws: CommandError.unconfinedProgram("env")) {
                try runUnconfined("env", [], in: sandbox)
            }
        }
        try await CommandSandbox.with(settings: ["isolation": "strict"]) { (sandbox) async throws in
            let error = #expect(throws: ConfinementError.self) { try runUnconfined("pwd", [], in: sandbox) }
            #expect(error == .notEnforced(stage: .landlock, errno: 38))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import REPL

@Suite struct LineCompleterTests {
    private let completer = LineCompleter(tools: [
        .init(name: "files", arguments: ["path", "offset", "limit"]), .init(name: "findFiles", arguments: []),
        .init(name: "math", arguments: ["expr"]),
    ])

    @Test(arguments: [
        ("/h", LineCompleter.Completion(inserted: "elp ", choices: [])),
        ("/", .init(inserted: "", choices: ["/help", "/tools", "/call", "/approve", "/quit"])),
        ("/call ", .init(inserted: "", choices: ["files", "findFiles", "math"])),
        ("/call m", .init(inserted: "ath ", choices: [])),
        ("/call f", .init(inserted: "i", choices: [])),
        ("/call fi", .init(inserted: "", choices: ["files", "findFiles"])),
        ("/call files ", .init(inserted: "{\"", choices: [])),
        ("/call files {", .init(inserted: "\"", choices: [])),
        ("/call files {\"", .init(inserted: "", choices: ["\"path\"", "\"offset\"", "\"limit\""])),
        ("/call files {\"o", .init(inserted: "ffset\": ", choices: [])),
        ("/call files {\"path\": \"a,{\", \"l", .init(inserted: "imit\": ", choices: [])),
    ])
    func `what fits is completed`(text: String, completion: LineCompleter.Completion) {
        #expect(completer.complete(text) == completion)
    }

    @Test(arguments: [
        "", "hello", "/x", "/help m", "/call x", "/call findFiles ", "/call files {\"path\": ",
        "/call files {\"path\": \"o", "/call files {\"path\": {\"o", "/call unknown {",
    ])
    func `nothing fits elsewhere`(text: String) {
        #expect(completer.complete(text) == nil)
    }
}

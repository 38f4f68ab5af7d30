// SPDX-License-Identifier: Apache-2.0

import ChatModel
import DemoModel
import Testing

/// A message with the calls that it must lead to at once, as `name arguments`.
struct AskCase: Sendable, CustomTestStringConvertible {
    var text: String
    var calls: [String]

    init(_ text: String, _ calls: String...) {
        self.text = text
        self.calls = calls
    }

    var testDescription: String { text }
}

struct DemoRulesTests {
    @Test(arguments: [
        AskCase("List all files in the current directory", #"listFiles {"path":"."}"#),
        AskCase("List files in the current directory", #"listFiles {"path":"."}"#),
        AskCase("What files are in the sandbox?", #"listFiles {"path":"."}"#),
        AskCase(
            "List all files in the current directory and tell me which ones are text files",
            #"listFiles {"path":"."}"#),
        AskCase("show the folder docs/api", #"listFiles {"path":"docs/api"}"#),
        AskCase("Read example.txt", #"files {"path":"example.txt"}"#),
        AskCase("What is in 'data.json'?", #"files {"path":"data.json"}"#),
        AskCase("Show me the contents of notes/a.md.", #"files {"path":"notes/a.md"}"#),
        AskCase(
            "Write 'Hello World' to test.txt", #"writeFile {"path":"test.txt","content":"Hello World"}"#),
        AskCase(
            "Create a file called notes.txt with the content \"It's me\"",
            #"writeFile {"path":"notes.txt","content":"It's me"}"#),
        AskCase("How big is file1.txt?", #"getFileInfo {"path":"file1.txt"}"#),
        AskCase("Get info about script.js", #"getFileInfo {"path":"script.js"}"#),
        AskCase("Calculate 2+2", #"math {"expr":"2+2"}"#),
        AskCase("What is 12 * (3 + 4)?", #"math {"expr":"12 * (3 + 4)"}"#),
        AskCase("What's 10 divided by 4", #"math {"expr":"10 / 4"}"#),
        AskCase("compute sqrt(2)", #"math {"expr":"sqrt(2)"}"#),
        AskCase("Search for 'machine learning'", #"search {"query":"machine learning"}"#),
        AskCase(
            "Search for information about artificial intelligence",
            #"search {"query":"artificial intelligence"}"#),
        AskCase("Fetch https://example.com/a?b=c.", #"fetch {"url":"https://example.com/a?b=c"}"#),
        AskCase(
            "Zip file1.txt and file2.txt into all.zip",
            #"zipFiles {"files":["file1.txt","file2.txt"],"output":"all.zip"}"#),
        AskCase("Zip the folder docs into docs.zip", #"zipFiles {"files":["docs"],"output":"docs.zip"}"#),
        AskCase("zip the files *.txt", #"zipFiles {"files":["*.txt"],"output":"archive.zip"}"#),
        AskCase("Compress everything into all.zip", #"zipFiles {"files":["."],"output":"all.zip"}"#),
        AskCase("Unzip all.zip into out", #"unzipFile {"archive":"all.zip","outputDir":"out"}"#),
        AskCase("Create a folder called reports", #"createDirectory {"path":"reports"}"#),
        AskCase("Delete file2.txt", #"deleteFile {"path":"file2.txt"}"#),
        AskCase("Rename a.txt to b.txt", #"moveFile {"source":"a.txt","destination":"b.txt"}"#),
        AskCase("Copy a.txt to backup/a.txt", #"copyFile {"source":"a.txt","destination":"backup/a.txt"}"#),
        AskCase("Search for 'function' in script.js", #"grep {"pattern":"function","path":"script.js"}"#),
        AskCase("Find files named '.*txt'", #"findFiles {"pattern":".*txt"}"#),
        AskCase("Run 'ls -l'", #"executeCommand {"command":"ls","args":["-l"]}"#),
        AskCase(
            "list the files and compute 2+2", #"listFiles {"path":"."}"#, #"math {"expr":"2+2"}"#),
        AskCase(
            "Please read a.txt, then calculate 3*3.", #"files {"path":"a.txt"}"#, #"math {"expr":"3*3"}"#),
        AskCase("Tell me about artificial intelligence"),
        AskCase("Write a poem about space"),
        AskCase("Write a creative story about a robot"),
        AskCase("Explain quantum computing in simple terms"),
        AskCase("Hello"),
        AskCase(""),
        AskCase("'"),
    ])
    func `a message leads to its calls`(_ ask: AskCase) async throws {
        let completion = try await DemoLanguageModel.fixed().complete(ChatRequest(ask.text))
        #expect(completion.toolCalls.map { "\($0.name) \($0.arguments)" } == ask.calls)
        #expect(completion.finishReason == (ask.calls.isEmpty ? .stop : .toolCalls))
        #expect(completion.content.isEmpty == !ask.calls.isEmpty)
    }

    @Test func `a step that needs results waits for them`() async throws {
        let model = DemoLanguageModel.fixed()
        let ask = ChatRequest(
            "Search for 'machine learning', then calculate 2+2, then write both results to a file called 'results.txt'"
        )
        let first = try await model.complete(ask)
        #expect(first.toolCalls.map(\.name) == ["search", "math"])
        #expect(first.toolCalls.map(\.id) == ["call_1", "call_2"])

        let second = ask.answered(first, "1. A page", "4")
        let write = try await model.complete(second)
        #expect(write.toolCalls.map(\.id) == ["call_3"])
        #expect(
            write.toolCalls.map(\.arguments) == [
                #"{"path":"results.txt","content":"search \"machine learning\": 1. A page\nmath \"2+2\": 4\n"}"#
            ])

        let done = try await model.complete(second.answered(write, "Wrote 40 bytes"))
        #expect(done.toolCalls.isEmpty)
        #expect(done.finishReason == .stop)
        #expect(done.content == "search answered: 1. A page\n2+2 is 4.\nwriteFile answered: Wrote 40 bytes")
    }

    @Test func `a new message starts anew`() async throws {
        let model = DemoLanguageModel.fixed()
        let ask = ChatRequest("calculate 2+2")
        let first = try await model.complete(ask)
        var next = ask.answered(first, "4")
        next.messages.append(ChatMessage(role: .assistant, text: "2+2 is 4."))
        next.messages.append(ChatMessage(role: .user, text: "And list the files"))
        #expect(try await model.complete(next).toolCalls.map(\.id) == ["call_2"])
    }

    @Test func `without the tool it says what is missing`() async throws {
        let model = DemoLanguageModel.fixed()
        let none = try await model.complete(ChatRequest("calculate 2+2", tools: []))
        #expect(none.toolCalls.isEmpty)
        #expect(none.content.contains("math"))
        let some = ChatRequest("list the files and calculate 2+2", tools: ["listFiles"])
        let first = try await model.complete(some)
        #expect(first.toolCalls.map(\.name) == ["listFiles"])
        let last = try await model.complete(some.answered(first, "a.txt\nb/"))
        #expect(
            last.content
                == "The folder . holds: a.txt, b/.\nFor the rest I would need tools that I was not given: math."
        )
    }

    @Test func `snake_case names are used where they are offered`() async throws {
        let completion = try await DemoLanguageModel.fixed().complete(
            ChatRequest("list files", tools: ["list_files"]))
        #expect(completion.toolCalls.map(\.name) == ["list_files"])
    }

    @Test func `tool_choice none brings no call`() async throws {
        var request = ChatRequest("calculate 2+2")
        request.toolChoice = ToolChoice.none
        #expect(try await DemoLanguageModel.fixed().complete(request).toolCalls.isEmpty)
    }

    @Test(arguments: [
        "Tell me about artificial intelligence", "Write a poem about space", "Hello", "Explain TCP",
    ])
    func `it says that it is a demo model`(_ text: String) async throws {
        #expect(
            try await DemoLanguageModel.fixed().complete(ChatRequest(text)).content.contains("demo model"))
    }
}

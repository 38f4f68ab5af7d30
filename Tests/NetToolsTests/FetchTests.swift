// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Synchronization
import Testing
import ToolKit

@testable import NetTools

@Suite(.timeLimit(.minutes(10))) struct FetchTests {
    @Test func `a request says who asks and what is wanted`() async throws {
        try await LoopbackServer.with({ _ in .text("yes") }) { server in
            try await Fetching().call([
                "url": .string("http://127.0.0.1:\(server.port)/a?b=c#d"),
                "headers": ["X-One": "1", "X-Empty": ""],
            ])
            let request = try #require(server.requests.first)
            #expect(request.method == "GET")
            #expect(request.path == "/a?b=c")
            #expect(request.headers["user-agent"]?.contains("toolhost/") == true)
            #expect(request.headers["accept"]?.contains("text/html") == true)
            #expect(request.headers["x-one"] == "1")
            #expect(request.headers["x-empty"] == "")
            #expect(request.headers["cookie"] == nil)
            #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
        }
    }

    @Test(arguments: [
        ("POST", "{\"a\":1}", "application/json"), ("PUT", "a=1&b=2", "application/x-www-form-urlencoded"),
        ("PATCH", "some words", "text/plain; charset=utf-8"), ("DELETE", "", "text/plain; charset=utf-8"),
        ("POST", "Grüße\u{0}", "text/plain; charset=utf-8"),
    ])
    func `a body is sent with its type`(method: String, body: String, type: String) async throws {
        try await LoopbackServer.with({ _ in .text("yes") }) { server in
            let url = JSONValue.string("http://127.0.0.1:\(server.port)/")
            try await Fetching().call(["url": url, "method": .string(method), "body": .string(body)])
            try await Fetching().call([
                "url": url, "method": .string(method), "body": .string(body),
                "headers": ["content-type": "x/y"],
            ])
            #expect(server.requests.map(\.method) == [method, method])
            #expect(server.requests.map(\.body) == [body, body])
            #expect(server.requests.map { $0.headers["content-type"] } == [type, "x/y"])
        }
    }

    @Test(arguments: ["HEAD", "OPTIONS", "DELETE", "POST"])
    func `a method without a body is sent as it is`(method: String) async throws {
        try await LoopbackServer.with({ _ in .answer(body: []) }) { server in
            let url = JSONValue.string("http://127.0.0.1:\(server.port)/")
            let output = try await Fetching().call(["url": url, "method": .string(method)])
            #expect(server.requests.map(\.method) == [method])
            #expect(output.text.contains("without a body"))
        }
    }

    @Test(
        arguments: [
            ["Host": "example.com"], ["host": "x"], ["Content-Length": "1"], ["Transfer-Encoding": "chunked"],
            ["Connection": "close"], ["Proxy-Authorization": "x"], ["X-Line": "a\r\nX-Other: b"],
            ["X-Line": "a\nb"],
            ["X-Nul": "a\u{0}"], ["Bad Name": "x"], ["": "x"], ["X:Y": "x"], ["X-Ü": "x"],
        ] as [JSONObject])
    func `headers that are not the model's to set are refused`(headers: JSONObject) async throws {
        let refusal = try await Fetching().refusal([
            "url": "http://127.0.0.1:8080/", "headers": .object(headers),
        ])
        #expect(refusal.code == "invalid_header")
    }

    @Test func `a body needs a method that takes one`() async throws {
        let refusal = try await Fetching().refusal(["url": "http://127.0.0.1:8080/", "body": "x"])
        #expect(refusal.code == "invalid_request")
        #expect(refusal.hint?.contains("POST") == true)
    }

    @Test(arguments: [
        (404, "404 Not Found", "search"), (403, "403 Forbidden", "another source"),
        (401, "401 Unauthorized", "log-in"),
        (500, "500 Internal Server Error", "later"), (405, "405 Method Not Allowed", "GET"),
        (304, "304", "request"),
    ])
    func `a refusal of the server comes with its words and what to do`(
        status: Int, shown: String, advice: String
    ) async throws {
        let page = "<html><head><title>Sorry</title></head><body><p>No such thing here</p></body></html>"
        let reply = LoopbackServer.Reply.answer(
            "\(status) X", type: "text/html", body: status == 304 ? [] : Array(page.utf8))
        let refusal = try await Fetching.refusal(of: reply)
        #expect(refusal.code == "http_status")
        #expect(refusal.message.contains(shown))
        #expect(refusal.message.contains("No such thing here") || status == 304)
        #expect(refusal.hint?.contains(advice) == true, "\(refusal.hint ?? "")")
    }

    @Test func `a server that is busy says for how long`() async throws {
        let reply = LoopbackServer.Reply.answer(
            "429 Too Many Requests", headers: ["Retry-After: 120"], body: [])
        let found = try await Fetching.refusal(of: reply).hint?.contains("after 120")
        #expect(found == true)
    }

    // MARK: - Pages

    private static let texts = [
        "one line without an end", String(repeating: "A line of text.\n", count: 400),
        String(repeating: "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. ", count: 100),
        String(repeating: "👩‍👩‍👧‍👦🇩🇪日本語", count: 200),
        String(repeating: "x", count: 1000) + "\n" + String(repeating: "\n", count: 500),
    ]

    @Test(arguments: texts, [100, 101, 997, 20_000])
    func `the parts of a page give the whole`(text: String, size: Int) async throws {
        try await LoopbackServer.with({ _ in .text(text) }) { server in
            var joined = ""
            var next: Int? = 0
            while let start = next {
                let output = try await Fetching().call([
                    "url": .string("http://127.0.0.1:\(server.port)/"), "maxBytes": JSONValue(size),
                    "startIndex": JSONValue(start),
                ])
                let answer = try #require(output.structured)
                let content = try #require(answer["content"]?.string)
                #expect(content.utf8.count <= size)
                #expect(!content.isEmpty)
                #expect(answer["startIndex"]?.int == start)
                #expect(answer["totalBytes"]?.int == text.utf8.count)
                next = answer["nextIndex"]?.int
                if let next { #expect(output.text.hasSuffix("continue with startIndex \(next))")) }
                joined += content
            }
            #expect(Array(joined.utf8) == Array(text.utf8))
        }
    }

    @Test(arguments: ["GET", "POST"])
    func `the parts belong to one page, which is asked for once`(method: String) async throws {
        let count = Mutex(0)
        try await LoopbackServer.with({ _ in
            let version = count.withLock { count in
                count += 1
                return count
            }
            return .text(String(repeating: "Version \(version).\n", count: 100))
        }) { server in
            let fetching = Fetching()
            let tool = FetchTool.make(fetching.client)
            var arguments: JSONObject = [
                "url": .string("http://127.0.0.1:\(server.port)/"), "method": .string(method),
                "maxBytes": 500,
            ]
            var joined = ""
            repeat {
                let answer = try #require(try await fetching.call(arguments, with: tool).structured)
                joined += answer["content"]?.string ?? ""
                arguments["startIndex"] = answer["nextIndex"]
            } while arguments["startIndex"] != nil
            #expect(joined == String(repeating: "Version 1.\n", count: 100))
            #expect(server.requests.count == 1)
            // From the beginning, in another form, or elsewhere: a new page.
            _ = try await fetching.call(arguments, with: tool)
            #expect(server.requests.count == 2)
            arguments["startIndex"] = 11
            arguments["format"] = "raw"
            let other = try await fetching.call(arguments, with: tool)
            #expect(other.text.hasPrefix("Version 3."))
        }
    }

    @Test func `what is kept is little, and not for long`() throws {
        let cache = PageCache()
        func key(_ index: Int) throws -> PageCache.Key {
            let address = try #require(WebAddress("https://a.example/\(index)"))
            return PageCache.Key(request: WebRequest(address: address), format: .text)
        }
        func page(_ index: Int, bytes: Int) throws -> FetchedPage {
            let address = try key(index).request.address
            let response = WebResponse(
                address: address, status: 200, contentType: ContentType("text/plain"), announcedBytes: nil,
                body: Array(repeating: 0x61, count: bytes), isCut: false, location: nil, retryAfter: nil)
            return try FetchedPage(response, as: .text)
        }
        let start = ContinuousClock.now
        for index in 0..<20 { cache.keep(try page(index, bytes: 10), for: try key(index), at: start) }
        let kept = try (0..<20).filter { cache.page(for: try key($0), at: start) != nil }
        #expect(kept == Array(12..<20))
        cache.keep(try page(20, bytes: 10 << 20), for: try key(20), at: start)
        cache.keep(try page(21, bytes: 10 << 20), for: try key(21), at: start + .seconds(10))
        let large = try (0..<22).filter { cache.page(for: try key($0), at: start) != nil }
        #expect(large == [21])
        let last = try key(21)
        #expect(cache.page(for: last, at: start + .seconds(309)) != nil)
        #expect(cache.page(for: last, at: start + .seconds(310)) == nil)
    }

    @Test func `every start gives a part that begins at a character`() throws {
        let text = "aé日👩🏽\nb"
        for start in 0..<text.utf8.count {
            let slice = try #require(TextSlice(of: text, from: start, limit: 4))
            #expect(!slice.text.contains("\u{FFFD}"))
            #expect(slice.startIndex >= start)
        }
        #expect(TextSlice(of: text, from: text.utf8.count, limit: 4) == nil)
    }

    @Test func `a start past the end is refused with the size`() async throws {
        let refusal = try await Fetching.refusal(of: .text("short"), ["startIndex": 6])
        #expect(refusal.code == "past_end")
        #expect(refusal.message.contains("5 bytes"))
    }
}

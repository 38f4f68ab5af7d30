// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// The yardstick for `/call`: a hummingbird server whose one route reads its body and answers with fixed JSON.
@main
struct BareRoute {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
        let router = Router()
        router.post("call") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: #"{"result":"8","received":\#(body.readableBytes)}"#))
            )
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }
}

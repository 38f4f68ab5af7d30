// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct Base64Tests {
    @Test(
        arguments: [
            ([], ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="), (Array("foo".utf8), "Zm9v"),
            (Array("foob".utf8), "Zm9vYg=="), (Array("fooba".utf8), "Zm9vYmE="),
            (Array("foobar".utf8), "Zm9vYmFy"),
            ([0xFB, 0xFF, 0xFE], "+//+"),
        ] as [([UInt8], String)])
    func `the examples of RFC 4648 hold both ways`(_ bytes: [UInt8], _ text: String) {
        #expect(Base64.text(of: bytes) == text)
        #expect(Base64.bytes(of: text) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Z g=", "Zm9v\n", "Zm-_",
    ])
    func `what is not base64 is refused`(_ text: String) {
        #expect(Base64.bytes(of: text) == nil)
    }

    @Test func `any bytes read back`() {
        var generator = SystemRandomNumberGenerator()
        for count in 0..<67 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
        }
    }
}

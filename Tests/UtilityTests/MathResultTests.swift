// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing
import ToolKit
import Utility

@Suite struct MathResultTests {
    @Test(arguments: MathCase.operators)
    func `operators follow the usual precedence`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.exactNumbers)
    func `integers and decimals are exact`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.fractions)
    func `fractions are shown when asked for`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.approximations)
    func `irrational results say so`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.angles)
    func `angles are radians or degrees`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.percentages)
    func `per cent means what a calculator makes of it`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.logic)
    func `comparison, logic and bits`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.bases)
    func `numbers in other bases`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.integers)
    func `whole numbers`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.rounding)
    func `rounding`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test(arguments: MathCase.lists)
    func `statistics over lists`(_ sample: MathCase) throws {
        try sample.check()
    }

    @Test func `structured results carry numbers digit for digit`() throws {
        let answer = try MathCase.call("2^100").structured
        #expect(answer?["result"]?.number?.text == "1267650600228229401496703205376")
        #expect(try MathCase.call("1/3").structured?["fraction"] == "1/3")
        #expect(try MathCase.call("1 < 2").structured?["result"] == .bool(true))
        #expect(try MathCase.call("mode(1, 1, 2, 2)").structured?["result"] == [1, 2])
        #expect(try MathCase.call("hex(255)").structured?["result"] == "0xff")
        #expect(try MathCase.call("1e-200").structured?["result"]?.number != nil)
    }

    @Test func `a number too long to write out is shown by its size`() throws {
        let output = try MathCase.call("factorial(10000)")
        #expect(output.text == "2.8462596809170545189e35659")
        #expect(output.structured?["exact"] == false)
        #expect(try MathCase.call("2^60000").text.utf8.count == 18_062)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Host

struct UsableCoresTests {
    @Test(arguments: [
        ("Name:\ttoolhost\nCpus_allowed:\t2\nCpus_allowed_list:\t1\n", 1),
        ("Cpus_allowed:\tff,ffffffff\n", 40),
        ("Cpus_allowed:\t0\n", nil), ("Name:\ttoolhost\n", nil), ("", nil),
    ])
    func `the mask's bits are the cores`(_ status: String, _ count: Int?) {
        #expect(UsableCores.count(inStatus: status) == count)
    }

    @Test func `this process has at least one core`() throws {
        #expect(try #require(UsableCores.count) >= 1)
    }
}

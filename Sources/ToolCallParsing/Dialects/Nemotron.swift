// SPDX-License-Identifier: Apache-2.0

extension CallDialect {
    /// `<TOOLCALL>[{"name":"f","arguments":{}}]</TOOLCALL>`: Nemotron Nano v2.
    static let nemotron = json(["<TOOLCALL>"], ["</TOOLCALL>"])
}

// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<TOOLCALL>[{"name":"f","arguments":{}}]</TOOLCALL>`: Nemotron Nano v2.
    static let nemotron = json([.nemotron], ["<TOOLCALL>"], ["</TOOLCALL>"])
}

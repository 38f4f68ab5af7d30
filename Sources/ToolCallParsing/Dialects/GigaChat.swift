// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `<|function_call|>{"name":"f","arguments":{}}`: GigaChat 3.1, and 3.0's spelled-out header.
    static let gigaChat = json(
        [.gigaChat], ["<|function_call|>", "<|message_sep|>\n\nfunction call<|role_sep|>"])
}

// SPDX-License-Identifier: Apache-2.0

extension CallDialect {
    /// `<function_call> {"name":"f","arguments":{}}`: Granite 20b.
    static let graniteFunction = json(["<function_call>"])
}

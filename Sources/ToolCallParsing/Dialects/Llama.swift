// SPDX-License-Identifier: Apache-2.0

extension CallDialect {
    /// `<|python_tag|>{"name":"f","parameters":{}}`: Llama 3.1 to 3.3; several are joined by `; `.
    static let llama = json(["<|python_tag|>"])
}

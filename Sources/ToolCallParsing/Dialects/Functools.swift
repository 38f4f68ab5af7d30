// SPDX-License-Identifier: Apache-2.0

extension CallDialect {
    /// `functools[{"name":"f","arguments":{}}]`: Phi-4-mini, FireFunction.
    static let functools = json(["functools["], isList: true)
}

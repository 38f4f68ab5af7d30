// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `functools[{"name":"f","arguments":{}}]`: Phi-4-mini, FireFunction.
    static let functools = json([.functools], ["functools["], isList: true)
}

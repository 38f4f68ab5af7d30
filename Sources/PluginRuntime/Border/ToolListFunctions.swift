// SPDX-License-Identifier: Apache-2.0

import ToolABI

/// The C functions of `th.tools/1`.
enum ToolListFunctions {
    static let table = unsafe PermanentStruct(
        th_tools_v1(replace: { host, list, context in
            guard let plugin = unsafe Border.hosts[host] else { return TH_ENDED }
            guard let list = unsafe list else { return TH_INVALID }
            return unsafe plugin.toolList.replace { registrar in unsafe list(context, registrar) }
        }))
}

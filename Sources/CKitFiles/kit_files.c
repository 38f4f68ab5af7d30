/* SPDX-License-Identifier: Apache-2.0 */
/* The header, the kits and the templates as part of the program, so that `plugin new` needs no files beside it. */

#include "kit_files.h"

/* #embed is C23, which this compiler has in every mode. */
#pragma clang diagnostic ignored "-Wc23-extensions"

#define TEXT (const unsigned char[])

static const struct kit_file files[] = {
    {"header", "include/toolhost.h", TEXT{
#embed "../ToolABI/include/toolhost.h" suffix(, 0)
    }},
    {"header", "include/plugin.map", TEXT{
#embed "../ToolABI/plugin.map" suffix(, 0)
    }},
    {"cpp-kit", "include/toolhost.hpp", TEXT{
#embed "../ToolABI/Kits/cpp/toolhost.hpp" suffix(, 0)
    }},
    {"rust-kit", "kit/Cargo.toml", TEXT{
#embed "../ToolABI/Kits/rust/Cargo.toml" suffix(, 0)
    }},
    {"rust-kit", "kit/src/abi.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/abi.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/call.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/call.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/failure.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/failure.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/host.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/host.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/lib.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/lib.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/object.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/object.rs" suffix(, 0)
    }},
    {"rust-kit", "kit/src/tool.rs", TEXT{
#embed "../ToolABI/Kits/rust/src/tool.rs" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolABI/include/toolhost.h", TEXT{
#embed "../ToolABI/include/toolhost.h" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolABI/toolhost.c", TEXT{
#embed "../ToolABI/toolhost.c" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolABI/plugin.map", TEXT{
#embed "../ToolABI/plugin.map" suffix(, 0)
    }},
    {"swift-kit", "Kit/OrderedCollections/OrderedDictionary.swift", TEXT{
#embed "../ToolABI/Kits/swift/OrderedCollections/OrderedDictionary.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/Diagnostics/ByteCount.swift", TEXT{
#embed "../Diagnostics/ByteCount.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/Diagnostics/NearestNames.swift", TEXT{
#embed "../Diagnostics/NearestNames.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/Diagnostics/UserFacingError.swift", TEXT{
#embed "../Diagnostics/UserFacingError.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/Base64.swift", TEXT{
#embed "../JSON/Base64.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONDecimal.swift", TEXT{
#embed "../JSON/JSONDecimal.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONDocument.swift", TEXT{
#embed "../JSON/JSONDocument.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONError.swift", TEXT{
#embed "../JSON/JSONError.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONEscapes.swift", TEXT{
#embed "../JSON/JSONEscapes.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONKey.swift", TEXT{
#embed "../JSON/JSONKey.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONLimits.swift", TEXT{
#embed "../JSON/JSONLimits.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONNumber+Division.swift", TEXT{
#embed "../JSON/JSONNumber+Division.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONNumber.swift", TEXT{
#embed "../JSON/JSONNumber.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONNumberGrammar.swift", TEXT{
#embed "../JSON/JSONNumberGrammar.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONObject.swift", TEXT{
#embed "../JSON/JSONObject.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONPointer.swift", TEXT{
#embed "../JSON/JSONPointer.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONReader.swift", TEXT{
#embed "../JSON/JSONReader.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONScanner.swift", TEXT{
#embed "../JSON/JSONScanner.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONScanner+Content.swift", TEXT{
#embed "../JSON/JSONScanner+Content.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONScannerState.swift", TEXT{
#embed "../JSON/JSONScannerState.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONValue.swift", TEXT{
#embed "../JSON/JSONValue.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/JSONWriter.swift", TEXT{
#embed "../JSON/JSONWriter.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/JSON/OutputSpan+Word.swift", TEXT{
#embed "../JSON/OutputSpan+Word.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Argument.swift", TEXT{
#embed "../ToolKit/Argument.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/BorrowedText.swift", TEXT{
#embed "../ToolKit/BorrowedText.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/CallExecutor.swift", TEXT{
#embed "../ToolKit/CallExecutor.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/HostCall.swift", TEXT{
#embed "../ToolKit/HostCall.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Plugin.swift", TEXT{
#embed "../ToolKit/Plugin.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/PluginEntry.swift", TEXT{
#embed "../ToolKit/PluginEntry.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/PluginInstance.swift", TEXT{
#embed "../ToolKit/PluginInstance.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Tool+Annotations.swift", TEXT{
#embed "../ToolKit/Tool+Annotations.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Tool+Async.swift", TEXT{
#embed "../ToolKit/Tool+Async.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Tool+Concurrency.swift", TEXT{
#embed "../ToolKit/Tool+Concurrency.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Tool+TypedArguments.swift", TEXT{
#embed "../ToolKit/Tool+TypedArguments.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/Tool.swift", TEXT{
#embed "../ToolKit/Tool.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolArgumentValue.swift", TEXT{
#embed "../ToolKit/ToolArgumentValue.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolArguments.swift", TEXT{
#embed "../ToolKit/ToolArguments.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolBinding.swift", TEXT{
#embed "../ToolKit/ToolBinding.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolContext+Testing.swift", TEXT{
#embed "../ToolKit/ToolContext+Testing.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolContext.swift", TEXT{
#embed "../ToolKit/ToolContext.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolFailure.swift", TEXT{
#embed "../ToolKit/ToolFailure.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolInput.swift", TEXT{
#embed "../ToolKit/ToolInput.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolLogLevel.swift", TEXT{
#embed "../ToolKit/ToolLogLevel.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolOutput.swift", TEXT{
#embed "../ToolKit/ToolOutput.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolOutputBuilder.swift", TEXT{
#embed "../ToolKit/ToolOutputBuilder.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolPaths.swift", TEXT{
#embed "../ToolKit/ToolPaths.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolRegistration.swift", TEXT{
#embed "../ToolKit/ToolRegistration.swift" suffix(, 0)
    }},
    {"swift-kit", "Kit/ToolKit/ToolSchema.swift", TEXT{
#embed "../ToolKit/ToolSchema.swift" suffix(, 0)
    }},
    {"c", "src/{{identifier}}.c", TEXT{
#embed "Templates/c/tool.c.in" suffix(, 0)
    }},
    {"c", "tests/test.c", TEXT{
#embed "Templates/c/test.c.in" suffix(, 0)
    }},
    {"c", "Makefile", TEXT{
#embed "Templates/c/Makefile.in" suffix(, 0)
    }},
    {"c", "README.md", TEXT{
#embed "Templates/c/README.md.in" suffix(, 0)
    }},
    {"c", ".gitignore", TEXT{
#embed "Templates/c/gitignore.in" suffix(, 0)
    }},
    {"cpp", "src/{{identifier}}.cpp", TEXT{
#embed "Templates/cpp/tool.cpp.in" suffix(, 0)
    }},
    {"cpp", "src/{{identifier}}.hpp", TEXT{
#embed "Templates/cpp/tool.hpp.in" suffix(, 0)
    }},
    {"cpp", "tests/test.cpp", TEXT{
#embed "Templates/cpp/test.cpp.in" suffix(, 0)
    }},
    {"cpp", "Makefile", TEXT{
#embed "Templates/cpp/Makefile.in" suffix(, 0)
    }},
    {"cpp", "README.md", TEXT{
#embed "Templates/cpp/README.md.in" suffix(, 0)
    }},
    {"cpp", ".gitignore", TEXT{
#embed "Templates/cpp/gitignore.in" suffix(, 0)
    }},
    {"rust", "Cargo.toml", TEXT{
#embed "Templates/rust/Cargo.toml.in" suffix(, 0)
    }},
    {"rust", "src/lib.rs", TEXT{
#embed "Templates/rust/lib.rs.in" suffix(, 0)
    }},
    {"rust", "Makefile", TEXT{
#embed "Templates/rust/Makefile.in" suffix(, 0)
    }},
    {"rust", "README.md", TEXT{
#embed "Templates/rust/README.md.in" suffix(, 0)
    }},
    {"rust", ".gitignore", TEXT{
#embed "Templates/rust/gitignore.in" suffix(, 0)
    }},
    {"swift", "Package.swift", TEXT{
#embed "Templates/swift/Package.swift.in" suffix(, 0)
    }},
    {"swift", "Sources/{{Module}}/Plugin.swift", TEXT{
#embed "Templates/swift/Plugin.swift.in" suffix(, 0)
    }},
    {"swift", "Sources/{{Module}}/GreetTool.swift", TEXT{
#embed "Templates/swift/GreetTool.swift.in" suffix(, 0)
    }},
    {"swift", "Sources/{{Module}}Entry/Entry.swift", TEXT{
#embed "Templates/swift/Entry.swift.in" suffix(, 0)
    }},
    {"swift", "Tests/{{Module}}Tests/{{Module}}Tests.swift", TEXT{
#embed "Templates/swift/Tests.swift.in" suffix(, 0)
    }},
    {"swift", "Makefile", TEXT{
#embed "Templates/swift/Makefile.in" suffix(, 0)
    }},
    {"swift", "README.md", TEXT{
#embed "Templates/swift/README.md.in" suffix(, 0)
    }},
    {"swift", ".gitignore", TEXT{
#embed "Templates/swift/gitignore.in" suffix(, 0)
    }},
    {"c-library", "src/{{identifier}}.c", TEXT{
#embed "Templates/c-library/library.c.in" suffix(, 0)
    }},
    {"c-library", "src/{{identifier}}.h", TEXT{
#embed "Templates/c-library/library.h.in" suffix(, 0)
    }},
    {"c-library", "src/plugin.c", TEXT{
#embed "Templates/c-library/plugin.c.in" suffix(, 0)
    }},
    {"c-library", "tests/test.c", TEXT{
#embed "Templates/c-library/test.c.in" suffix(, 0)
    }},
    {"c-library", "Makefile", TEXT{
#embed "Templates/c-library/Makefile.in" suffix(, 0)
    }},
    {"c-library", "README.md", TEXT{
#embed "Templates/c-library/README.md.in" suffix(, 0)
    }},
    {"c-library", ".gitignore", TEXT{
#embed "Templates/c-library/gitignore.in" suffix(, 0)
    }},
};

const struct kit_file *kit_file_at(size_t index) {
    return index < sizeof files / sizeof files[0] ? &files[index] : NULL;
}

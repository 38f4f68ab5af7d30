// SPDX-License-Identifier: Apache-2.0

import ChatModel
import LMStudio
import Testing

@testable import Host

@Suite struct ModelConnectionTests {
    @Test(arguments: [
        (["llama", "gemma"], nil), ([], "The model server offers no model; load gemma there."),
        (
            ["llama", "qwen"],
            "The model gemma is not among those offered: llama, qwen. Set LM_STUDIO_MODEL or --model."
        ),
        (
            ["1", "2", "3", "4", "5", "6"],
            "The model gemma is not among those offered: 1, 2, 3, 4, 5, …. Set LM_STUDIO_MODEL or --model."
        ),
    ])
    func `a model that is not offered is remarked on`(offered: [String], remark: String?) {
        let models = offered.map { ModelDescription(id: $0) }
        #expect(ModelConnection.remark(onMissing: "gemma", in: models) == remark)
    }

    @Test func `a typo in the model's name gets the nearest`() {
        let models = [ModelDescription(id: "qwen/qwen3-coder-30b")]
        let remark = ModelConnection.remark(onMissing: "qwen/qwen3-codr-30b", in: models)
        #expect(remark?.contains("Did you mean \"qwen/qwen3-coder-30b\"?") == true)
    }

    @Test(arguments: [
        ("http://localhost:1234", "lmstudio"), ("http://box:1234/v1", "lmstudio"),
        ("http://localhost:8080", "openai"),
        ("https://models.example/v1", "openai"), ("http://localhost:12345", "openai"),
    ])
    func `LM Studio is known by its port`(url: String, kind: String) throws {
        #expect(LMStudioSettings.kind(of: try UpstreamURL.list(url)) == kind)
    }
}

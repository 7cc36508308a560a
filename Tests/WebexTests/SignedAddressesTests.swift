import JSON
import Testing

@testable import Webex

/// What is remembered of the answers of capture.query.
@Suite struct SignedAddressesTests {
    private func answer(task: String, ids: Range<Int>, suffix: String = "") -> [UInt8] {
        let recordings = ids.map {
            #"{"id":"c\#($0)","unknown":{},"attributes":{"filePath":"https://m/\#($0)\#(suffix)"}}"#
        }
        let text =
            #"{"meta":{},"data":[{"taskId":"\#(task)","recording":[\#(recordings.joined(separator: ","))],"#
            + #""transcription":[{"Source":"x","id":"c0","filePath":"https://m/text"},{"id":"noAddress"}]},{"recording":7}]}"#
        return Array(text.utf8)
    }

    private func recording(_ id: String) -> CaptureReference {
        CaptureReference(taskID: "t", captureID: id, kind: .recording)
    }

    @Test func `recordings and transcripts are found by task and id, with what they were asked with`() throws {
        let addresses = SignedAddresses(limit: 10)
        let body = Array(#"{"query":{"taskIds":["t"],"includeSegments":true,"urlExpiration":5}}"#.utf8)
        addresses.remember(answer(task: "t", ids: 0..<2), askedWith: body)
        let entry = try #require(addresses.entry(of: recording("c1")))
        #expect(entry.url == "https://m/1")
        #expect(entry.options == ["includeSegments": true, "urlExpiration": 5])
        #expect(addresses.entry(of: .init(taskID: "t", captureID: "c0", kind: .transcription))?.url == "https://m/text")
        #expect(addresses.entry(of: .init(taskID: "t", captureID: "c0"))?.url == "https://m/0")
        #expect(addresses.entry(of: .init(taskID: "other", captureID: "c0")) == nil)
    }

    @Test func `a later answer replaces the address`() throws {
        let addresses = SignedAddresses(limit: 10)
        addresses.remember(answer(task: "t", ids: 0..<1), askedWith: nil)
        let first = try #require(addresses.entry(of: recording("c0")))
        addresses.remember(answer(task: "t", ids: 0..<1, suffix: "?new"), askedWith: nil)
        let second = try #require(addresses.entry(of: recording("c0")))
        #expect(second.url == "https://m/0?new")
        #expect(second.serial > first.serial)
    }

    @Test func `the oldest are forgotten`() {
        let addresses = SignedAddresses(limit: 3)
        for id in 1..<6 { addresses.remember(answer(task: "t", ids: id..<id + 1), askedWith: nil) }
        #expect(addresses.entry(of: recording("c5")) != nil)
        #expect(addresses.entry(of: recording("c4")) != nil)
        #expect(addresses.entry(of: recording("c3")) == nil)
    }

    @Test(arguments: ["", "[]", "{", #"{"data":{}}"#, #"{"data":[null,{"taskId":1}]}"#])
    func `what cannot be read is passed over`(text: String) {
        let addresses = SignedAddresses(limit: 3)
        addresses.remember(Array(text.utf8), askedWith: Array(text.utf8))
        #expect(addresses.entry(of: .init(taskID: "t", captureID: "c")) == nil)
    }
}

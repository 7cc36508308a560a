import Testing

@testable import Host

@Suite("File names")
struct FileNameTests {
    @Test(
        "names that stay in their folder are safe",
        arguments: ["a.wav", "2026-11-01/Support DE/x-main-1.wav", "..a/b..", "ünïcödé/名前.json", ".hidden"]
    )
    func safe(name: String) {
        #expect(FileName.isSafe(name))
    }

    @Test(
        "names that leave, or that no file system takes, are not",
        arguments: [
            "", "/etc/passwd", "..", "../a", "a/../../b", "a/..", "a//b", "a/", "./a", "a\0b", "a\nb", "a/\u{7f}",
            "a\u{85}b", String(repeating: "x", count: 256), String(repeating: "x/", count: 2_500) + "x",
        ]
    )
    func unsafe(name: String) {
        #expect(!FileName.isSafe(name))
        let error = #expect(throws: HostError.self) { try FileName.check(name) }
        #expect(error?.kind == .invalid)
        #expect(error?.description.contains("\n") == false)
    }
}

import Glibc
import Host
import Schedule
import TestSupport
import Testing

/// A folder of schedules, in which one that is broken hinders no other.
@Suite("The folder of schedules")
struct ScheduleFolderTests {
    private let place: TemporaryFolder
    private let folder: ScheduleFolder

    private static let fine = "script: a.lua\nevery: 15m\n"

    init() throws {
        place = try TemporaryFolder()
        try place.makeFolder("schedules")
        folder = ScheduleFolder(place.path("schedules"), zones: ScheduleZones(Configuration()))
    }

    private func write(_ name: String, _ text: String = fine) throws { try place.write("schedules/" + name, text) }

    @Test("one that is not there is empty, and is not made")
    func nothing() throws {
        let folder = ScheduleFolder(place.path("elsewhere"), zones: ScheduleZones(Configuration()))
        #expect(try folder.load() == ScheduleListing())
        #expect(!place.exists("elsewhere"))
    }

    @Test("each file is a schedule of its name; dotfiles and other files are none")
    func names() throws {
        for name in ["b.yaml", "a.yml", ".hidden.yaml", "notes.txt", "a.yaml~", "c.yaml.bak"] { try write(name) }
        let listing = try folder.load()
        #expect(listing.problems.isEmpty && listing.definitions.map(\.name) == ["a", "b"])
        #expect(listing.definitions.map(\.file) == [place.path("schedules/a.yml"), place.path("schedules/b.yaml")])
        #expect(listing.lines["a"] == ["script": 1, "every": 2])
    }

    @Test("a broken one is told, each of its problems, and the others are read")
    func broken() throws {
        try write("good.yaml")
        try write("bad.yaml", "script: a.lua\nwhen: '61 * * * *'\noverlap: x\n")
        try write("odd name.yaml")
        try place.write("schedules/binary.yaml", [0xFF, 0xFE])
        try place.makeFolder("schedules/folder.yaml")
        try place.link("schedules/gone.yaml", to: place.path("nowhere"))
        let listing = try folder.load()
        #expect(listing.definitions.map(\.name) == ["good"])
        #expect(listing.names == ["bad", "binary", "folder", "gone", "good", "odd name"])
        #expect(listing.problems.filter { $0.name == "bad" }.count == 2)
        for (name, words) in [
            ("odd name", "is no name for a schedule"), ("binary", "no UTF-8"), ("folder", "no regular file"),
            ("gone", "is gone"),
        ] {
            let problems = listing.problems.filter { $0.name == name }
            #expect(problems.count == 1 && problems[0].error.description.contains(words), "\(problems)")
            #expect(problems.first?.file == place.path("schedules/\(name).yaml"))
        }
    }

    @Test("two of one name are both wrong, whatever their extension and case")
    func twins() throws {
        for name in ["a.yaml", "a.yml", "Night.yaml", "night.yaml", "other.yaml"] { try write(name) }
        let listing = try folder.load()
        #expect(listing.definitions.map(\.name) == ["other"])
        #expect(listing.problems.count == 4)
        #expect(listing.problems.allSatisfy { $0.error.problem.hasPrefix("has the same name as") })
    }

    @Test("a file that others may change is refused, and so is such a folder")
    func privacy() throws {
        try write("a.yaml")
        try write("b.yaml")
        #expect(chmod(place.path("schedules/a.yaml"), 0o666) == 0)
        let listing = try folder.load()
        #expect(listing.definitions.map(\.name) == ["b"])
        #expect(listing.problems.map(\.error.kind) == [.denied])
        #expect(chmod(place.path("schedules"), 0o777) == 0)
        let error = #expect(throws: HostError.self) { try folder.load() }
        #expect(error?.kind == .denied && error?.subject == place.path("schedules"))
    }

    @Test("more than ten thousand are refused")
    func most() throws {
        for number in 0...ScheduleFolder.most {
            let file = creat(place.path("schedules/s\(number).yaml"), 0o600)
            #expect(file >= 0)
            close(file)
        }
        let error = #expect(throws: HostError.self) { try folder.load() }
        #expect(error?.problem.contains("10001") == true)
    }

    @Test("its look changes with a file's content, and with files that come and go, and not by itself")
    func look() throws {
        let empty = try folder.look()
        try write("a.yaml")
        let one = try folder.look()
        #expect(one != empty)
        #expect(try folder.look() == one)
        try place.write("schedules/a.yaml", Self.fine + "jitter: 1m\n")
        let changed = try folder.look()
        #expect(changed != one)
        #expect(unlink(place.path("schedules/a.yaml")) == 0)
        #expect(try folder.look() == empty)
    }

    @Test("what begins with a byte-order mark is read")
    func mark() throws {
        try write("a.yaml", "\u{FEFF}" + Self.fine)
        #expect(try folder.load().definitions.count == 1)
    }
}

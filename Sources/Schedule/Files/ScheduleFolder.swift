import Glibc
import Host

/// What is wrong with the file of a schedule.
package struct ScheduleProblem: Sendable, Equatable {
    /// The schedule's name, as the file's name has it.
    package var name: String
    /// The absolute path of the file.
    package var file: String
    /// Its subject is the file, with the line where that is known.
    package var error: HostError

    package init(name: String, file: String, error: HostError) {
        self.name = name
        self.file = file
        self.error = error
    }
}

/// The schedules of a folder as they stood in it at one moment.
package struct ScheduleListing: Sendable, Equatable {
    /// Those that can be run, by name.
    package var definitions: [ScheduleDefinition] = []
    /// All that is wrong with the other files, by name; one file may have several.
    package var problems: [ScheduleProblem] = []
    /// The line of each key in a schedule's file, by the schedule's name.
    package var lines: [String: [String: Int]] = [:]

    package init() {}

    /// The names of all schedules, broken ones too, each once and in order.
    package var names: [String] { Set(definitions.map(\.name) + problems.map(\.name)).sorted() }
}

/// The folder that schedules are kept in, a file each.
package struct ScheduleFolder: Sendable {
    /// How the folder and its files look from outside: where nothing of it changed, nothing in them has.
    package struct Look: Sendable, Equatable {
        fileprivate var files: [String: [Int]] = [:]
    }

    /// The most that a folder may hold.
    package static let most = 10_000

    /// Absolute path.
    package let path: String
    let zones: ScheduleZones
    let verbs: Set<String>

    /// - Parameters:
    ///   - path: the absolute path; there need be no such folder.
    ///   - zones: knows the zone of a schedule that names none.
    ///   - verbs: the verbs of `patchbay`, which no command of a plugin begins with.
    package init(_ path: String, zones: ScheduleZones, verbs: Set<String> = []) {
        self.path = path
        self.zones = zones
        self.verbs = verbs
    }

    /// Reads all schedules; what is wrong with one keeps no other from being read.
    ///
    /// - Returns: nothing where there is no such folder.
    /// - Throws: `HostError` when the folder as a whole cannot be read, is open to other users, or holds too many.
    package func load() throws(HostError) -> ScheduleListing {
        var listing = ScheduleListing()
        var taken: [String: [String]] = [:]
        let files = try files()
        for (file, name) in files { taken[name.lowercased(), default: []].append(file) }
        for (file, name) in files {
            let place = path + "/" + file
            let others = (taken[name.lowercased()] ?? []).filter { $0 != file }
            if !others.isEmpty {
                let error = HostError(
                    .invalid,
                    place,
                    "has the same name as \(others.joined(separator: " and "))",
                    hint: "keep one of them, or rename it; the case of letters does not count"
                )
                listing.problems.append(ScheduleProblem(name: name, file: place, error: error))
                continue
            }
            let reading = read(place, name: name)
            listing.lines[name] = reading.lines
            if let definition = reading.definition { listing.definitions.append(definition) }
            listing.problems += reading.problems.map { ScheduleProblem(name: name, file: place, error: $0) }
        }
        listing.definitions.sort { $0.name < $1.name }
        return listing
    }

    /// How it looks now, to tell whether `load` would give something else: a thousand files are not parsed every few
    /// seconds.
    ///
    /// - Throws: `HostError` when the folder as a whole cannot be read.
    package func look() throws(HostError) -> Look {
        var look = Look()
        for (file, _) in try files() {
            var status = stat()
            guard stat(path + "/" + file, &status) == 0 else {
                look.files[file] = []
                continue
            }
            look.files[file] = [
                Int(status.st_ino), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                status.st_ctim.tv_sec,
                status.st_ctim.tv_nsec,
            ]
        }
        return look
    }

    /// What a file says; a file that cannot be read is a problem too.
    package func read(_ file: String, name: String) -> ScheduleReader.Reading {
        do throws(HostError) {
            try ScheduleName.check(name, subject: file)
            guard let bytes = try PrivateFile.read(file) else {
                throw HostError(.notFound, file, "is gone, or is a link to what is not there")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw HostError(.invalid, file, "is no UTF-8 text")
            }
            // The mark that some editors begin a file with is no part of it.
            let body = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
            return ScheduleReader(file: file, name: name, zones: zones, verbs: verbs).read(body)
        } catch {
            return ScheduleReader.Reading(problems: [error])
        }
    }

    /// The files that are schedules', with their names.
    func files() throws(HostError) -> [(file: String, name: String)] {
        let files = (try PrivateFile.names(in: path) ?? []).compactMap { file in
            ScheduleName.of(file: file).map { (file: file, name: $0) }
        }
        guard files.count <= Self.most else {
            throw HostError(.invalid, path, "holds \(files.count) schedules, and the most are \(Self.most)")
        }
        return files
    }
}

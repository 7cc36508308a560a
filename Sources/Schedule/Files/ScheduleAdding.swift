import Host

extension ScheduleFolder {
    /// The file that a schedule of this name has, or would get.
    ///
    /// - Throws: `HostError` where several files have the name, or the folder cannot be read.
    package func file(of name: String) throws(HostError) -> (path: String, isThere: Bool) {
        let found = try files().filter { $0.name.lowercased() == name.lowercased() }
        guard found.count < 2 else {
            throw HostError(
                .invalid,
                path,
                "\(found.map(\.file).joined(separator: " and ")) have the same name",
                hint: "remove or rename one of them by hand"
            )
        }
        guard let file = found.first else { return ("\(path)/\(name).\(ScheduleName.extensions[0])", false) }
        return (path + "/" + file.file, true)
    }

    /// Writes the file of a schedule, whole or not at all.
    ///
    /// - Parameters:
    ///   - definition: what it says; its `file` counts for nothing.
    ///   - replacing: whether a schedule of this name makes way for it.
    /// - Returns: the definition as its file says it.
    /// - Throws: `HostError`; the folder is then as it was.
    package func add(_ definition: ScheduleDefinition, replacing: Bool) throws(HostError) -> ScheduleDefinition {
        try ScheduleName.check(definition.name, subject: "")
        return try PrivateFile.locked(folder: path) { () throws(HostError) in
            let (file, isThere) = try file(of: definition.name)
            guard replacing || !isThere else {
                throw HostError(
                    .invalid,
                    file,
                    "is there already",
                    hint: "edit it, give another name, or --replace to write it anew"
                )
            }
            let taken = ScheduleName.of(file: PathText.split(file).name)
            guard taken == definition.name else {
                throw HostError(
                    .invalid,
                    definition.name,
                    "there is \(taken ?? "") already, and the case of letters does not count",
                    hint: "give another name"
                )
            }
            var wanted = definition
            wanted.file = file
            let text = ScheduleText.written(wanted)
            let reading = ScheduleReader(file: file, name: definition.name, zones: zones, verbs: verbs).read(text)
            // Its line would be of a text that nobody sees.
            if let problem = reading.problems.first {
                throw HostError(.invalid, "", "a value cannot be kept: \(problem.problem)", hint: problem.hint)
            }
            guard reading.definition == wanted else {
                throw HostError(.invalid, "", "a value cannot be kept: it would read differently")
            }
            try PrivateFile.replace(file, Array(text.utf8), mode: 0o600)
            return wanted
        }
    }

    /// Removes the file of a schedule, broken or not.
    ///
    /// - Returns: the path; nil where there is no such file.
    /// - Throws: `HostError` when it is still there.
    package func remove(_ name: String) throws(HostError) -> String? {
        try PrivateFile.locked(folder: path) { () throws(HostError) in
            let (file, isThere) = try file(of: name)
            guard isThere else { return nil }
            try PrivateFile.remove(file)
            return file
        }
    }
}

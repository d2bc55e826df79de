namespace Aspire.Hosting.ApplicationModel;

/// <summary>The files of a server: made whole or not at all.</summary>
internal sealed class PostgresCluster(string folder, PostgresPrograms programs)
{
    public string Folder => folder;

    /// <param name="password">The file with the superuser's.</param>
    /// <param name="statements">What makes its users and databases; read from a pipe, as every user can read a command line.</param>
    public void MakeOnce(string password, IEnumerable<string> statements)
    {
        var dataFolder = Path.GetDirectoryName(Path.GetDirectoryName(folder))!;
        if (Directory.Exists(folder))
            return;
        var draft = folder + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);
        PostgresPrograms.GiveFolder(draft, dataFolder);

        var (files, readable) = (Path.Combine(draft, "files"), Path.Combine(draft, "password"));
        PostgresPrograms.GiveFile(password, readable);
        PostgresPrograms.Run(programs.Command(
            "initdb", ["-D", files, "-U", PostgresServerResource.Superuser, "--pwfile", readable, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"], draft));
        PostgresPrograms.Run(programs.Command("postgres", ["--single", "-D", files, "-c", "exit_on_error=on", "postgres"], draft), statements);
        Directory.Move(files, folder);
        Directory.Delete(draft, recursive: true);
    }
}

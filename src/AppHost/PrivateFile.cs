namespace Mfa.AppHost;

/// <summary>Files and folders that only their owner can read (0600, 0700).</summary>
internal static class PrivateFile
{
    public static string CreateFolder(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public static void WriteOnce(string path, Func<string> text)
    {
        if (!File.Exists(path))
            Write(path, text());
    }

    /// <summary>A reader sees the old text or the new, never half of it.</summary>
    public static void Write(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(draft, options))
            writer.Write(text);
        File.Move(draft, path, overwrite: true);
    }
}

using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl;

/// <summary>Files that only their owner reads. What is there already is never written over, and nothing half-written is left.</summary>
internal static class PrivateFile
{
    public const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnersFolder = OwnersAlone | UnixFileMode.UserExecute;

    /// <summary>The file is made before anything is asked for, so that what comes once has a place to go.</summary>
    /// <exception cref="Complaint">It is there already.</exception>
    public static async Task WriteNewAsync(string path, Func<Stream, Task> write)
    {
        if (File.Exists(path))
            throw Complaint.Of($"{path} is there already.", "Name another file, or move it away first.");
        try
        {
            await using var file = new FileStream(path, New());
            await write(file);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>In place of what was there, at once.</summary>
    public static async Task ReplaceAsync(string path, byte[] content, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnersFolder);
        var next = path + ".next";
        File.Delete(next);
        await using (var file = new FileStream(next, New()))
            await file.WriteAsync(content, stop);
        File.Move(next, path, overwrite: true);
    }

    private static FileStreamOptions New() => new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersAlone };
}

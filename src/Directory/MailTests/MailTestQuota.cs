using System.Collections.Concurrent;

namespace Mfa.Directories.MailTests;

/// <summary>How many test mails an operator may have sent by one instance: enough to find a fault, too few to bother anybody.</summary>
internal sealed class MailTestQuota(TimeProvider time)
{
    public const int Most = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _sent = new(StringComparer.Ordinal);

    /// <returns>Null: counted, and within the quota. Else how long to wait.</returns>
    public TimeSpan? Take(string operatorId)
    {
        var (now, sent) = (time.GetUtcNow(), _sent.GetOrAdd(operatorId, _ => new Queue<DateTimeOffset>(Most)));
        lock (sent)
        {
            while (sent.TryPeek(out var oldest) && oldest + Window <= now)
                sent.Dequeue();
            if (sent.Count >= Most)
                return sent.Peek() + Window - now;
            sent.Enqueue(now);
            return null;
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mfa.Client;

namespace Mfa.Samples.Demo;

/// <summary>One line a step: number, outcome, what was done, what came of it, the time it took and its trace id.</summary>
internal sealed class Journal(TextWriter output, TimeProvider time)
{
    private int _number;
    private TimeSpan _waited;

    public Task TitleAsync(string title) => output.WriteLineAsync($"\n{title}");

    /// <exception cref="StepFailedException">The step did not hold; its line has been written.</exception>
    public async Task StepAsync(string what, ActivityTraceId trace, Func<Task<string>> step)
    {
        _number++;
        _waited = TimeSpan.Zero;
        var started = time.GetTimestamp();
        try
        {
            var result = await step();
            await WriteAsync('✓', result);
        }
        catch (Exception failure) when (failure
            is StepFailedException or MfaProblemException or AccessTokenException or InvalidAssertionException
            or HttpRequestException or TaskCanceledException or JsonException or Win32Exception)
        {
            await WriteAsync('✗', failure.Message);
            throw failure as StepFailedException ?? new StepFailedException(failure.Message);
        }

        async Task WriteAsync(char outcome, string result)
        {
            var took = time.GetElapsedTime(started) - _waited;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{_number,2} {outcome} {what,-38} {result,-58} {took.TotalMilliseconds,6:0} ms  trace {trace}"));
        }
    }

    /// <summary>Waits as long as the service asks for; the time is not the step's.</summary>
    public async Task WaitAsync(TimeSpan delay, string why)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"     waits {delay.TotalSeconds:0} s: {why}"));
        await Task.Delay(delay, time);
        _waited += delay;
    }
}

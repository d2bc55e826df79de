using FsCheck;
using FsCheck.Fluent;
using Mfa.Directories.Domain;

namespace Mfa.Directories.Tests.Domain;

public sealed class PasswordFailuresTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly FailureLimit Limit = new("test", 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), TimeSpan.FromHours(24));

    private readonly PasswordFailures _failures = new() { Key = "key" };

    [Fact]
    public void TheFreeOnesMakeNobodyWait()
    {
        Add(2, Start);
        Assert.Null(_failures.ClosedUntil);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(7, 32)]
    [InlineData(8, 60)]
    [InlineData(5000, 60)]
    public void EachFurtherOneDoublesTheWaitUpToTheLongest(int failures, int seconds)
    {
        Add(failures, Start);
        Assert.Equal(TimeSpan.FromSeconds(seconds), _failures.ClosedUntil - Start);
    }

    [Fact]
    public void WhatWasTakenBackWasNeverCounted() =>
        Prop.ForAll(Gen.Choose(1, 30).ToArbitrary(), count =>
        {
            var (taken, plain) = (new PasswordFailures { Key = "a" }, new PasswordFailures { Key = "b" });
            for (var i = 0; i < count; i++)
            {
                taken.Add(Limit, Start);
                plain.Add(Limit, Start);
            }

            taken.Add(Limit, Start);
            taken.TakeBack();
            return taken.Count == plain.Count && taken.ClosedUntil is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ARightPasswordForgivesAndIsRemembered()
    {
        Add(10, Start);
        _failures.Forgive(Start, TimeSpan.FromDays(30));
        Assert.Equal((0, null), (_failures.Count, _failures.ClosedUntil));
        Assert.True(_failures.IsKnown(Start.AddDays(29)));
        Assert.False(_failures.IsKnown(Start.AddDays(30)));
    }

    [Fact]
    public void ADayWithoutFailuresStartsAnew()
    {
        Add(10, Start);
        Add(1, Start.AddHours(24));
        Assert.Equal(1, _failures.Count);
    }

    [Fact]
    public void FailuresThatFollowOneAnotherGoOnCounting()
    {
        for (var hour = 0; hour < 100; hour++)
            Add(1, Start.AddHours(hour));
        Assert.Equal(100, _failures.Count);
    }

    private void Add(int failures, DateTimeOffset at)
    {
        for (var i = 0; i < failures; i++)
            _failures.Add(Limit, at);
    }
}

using Mfa.ServiceDefaults.Requests;

namespace Mfa.ServiceDefaults.Tests.Requests;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData("2001:db8:1:1ff::1", "2001:db8:1:100::")]
    [InlineData(null, "-")]
    [InlineData("192.0.2", "-")]
    [InlineData("0300.0.2.1", "-")]
    [InlineData("3221225985", "-")]
    [InlineData("fe80::1%eth0", "-")]
    [InlineData("[::1]", "-")]
    [InlineData("anna", "-")]
    public void WhatOneSubscriberCanChangeCountsAsOneNetwork(string? address, string network) => Assert.Equal(network, Network.Of(address));
}

/*
 * Canned answers about an account, and a venue that gives them; for tests of
 * its wallets and positions.
 */
#ifndef TESTS_BINANCEACCOUNT_H
#define TESTS_BINANCEACCOUNT_H

#include "binanceread.h"

#define SPOT "{\"commissionRates\":{\"maker\":\"0.001\"},\"canTrade\":true," \
	"\"accountType\":\"SPOT\",\"balances\":[{\"asset\":\"USDT\",\"free\":" \
	"\"100.0\",\"locked\":\"5.0\"},{\"asset\":\"BTC\",\"free\":" \
	"\"0.00000001\",\"locked\":\"0\"},{\"asset\":\"OLD\",\"free\":\"0.0\"," \
	"\"locked\":\"0.0\"}],\"permissions\":[\"SPOT\"],\"uid\":1}"
#define WALLET "[{\"accountAlias\":\"x\",\"asset\":\"USDT\",\"balance\":" \
	"\"1000.5\",\"crossWalletBalance\":\"1000.5\",\"crossUnPnl\":\"3\"," \
	"\"availableBalance\":\"900.25\",\"marginAvailable\":true," \
	"\"updateTime\":0},{\"asset\":\"BNB\",\"balance\":\"0\"," \
	"\"availableBalance\":\"0\"}]"
#define HELD "[{\"symbol\":\"BTCUSDT\",\"positionSide\":\"BOTH\"," \
	"\"positionAmt\":\"-0.010\",\"entryPrice\":\"60000.0\"," \
	"\"breakEvenPrice\":\"60024.0\",\"markPrice\":\"60500.0\"," \
	"\"unRealizedProfit\":\"-5.0\",\"liquidationPrice\":\"71000.5\"," \
	"\"isolatedMargin\":\"40\",\"notional\":\"-605.0\",\"marginAsset\":" \
	"\"USDT\",\"isolatedWallet\":\"45\",\"initialMargin\":\"30.25\"," \
	"\"maintMargin\":\"2.42\",\"adl\":2,\"updateTime\":1732147200000}]"
#define RIGHTS "{\"ipRestrict\":true,\"createTime\":1698645219000," \
	"\"enableReading\":true,\"enableWithdrawals\":false," \
	"\"enableInternalTransfer\":false,\"enableFutures\":true," \
	"\"permitsUniversalTransfer\":false," \
	"\"enableSpotAndMarginTrading\":true}"
#define SPOT_PRICES "[{\"symbol\":\"BTCUSDT\",\"price\":\"60000.10\"}," \
	"{\"symbol\":\"GONEUSDT\",\"price\":\"1\"},{\"symbol\":\"ETHUSDT\"," \
	"\"price\":\"0.00\"}]"
#define SWAP_PRICES "[{\"symbol\":\"BTCUSDT\",\"price\":\"60001.2\"," \
	"\"time\":1732147199000}]"
#define MARKS "[{\"symbol\":\"BTCUSDT\",\"markPrice\":\"60002.5\"," \
	"\"indexPrice\":\"60000\",\"lastFundingRate\":\"0.0001\",\"time\":" \
	"1732147199500}]"

static struct venue *v;

static inline void
good_routes(void)
{
	route("GET /api/v3/account", 200, SPOT);
	route("GET /fapi/v3/balance", 200, WALLET);
	route("GET /fapi/v3/positionRisk", 200, HELD);
	route("GET /sapi/v1/account/apiRestrictions", 200, RIGHTS);
	route("GET /api/v3/ticker/price", 200, SPOT_PRICES);
	route("GET /fapi/v2/ticker/price", 200, SWAP_PRICES);
	route("GET /fapi/v1/premiumIndex", 200, MARKS);
}

static inline void
begin(void)
{
	v = venue_ready();
	good_routes();
}

#endif

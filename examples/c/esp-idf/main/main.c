/* Starts a notebook from an ESP32 with a RISC-V core, with ESP-IDF 5.1 or newer. `idf.py menuconfig` has the Wi-Fi, the URL, the
 * id and the token. Each reset makes a call. */
#include "tls.h"

#include <esp_crt_bundle.h>
#include <esp_event.h>
#include <esp_netif.h>
#include <esp_netif_sntp.h>
#include <nvs_flash.h>
#include <protocol_examples_common.h>

#include "print.h"

void app_main(void)
{
    static struct tls tls;
    static unsigned char buffer[512];
    static char message[128], text[256];
    const esp_sntp_config_t sntp = ESP_NETIF_SNTP_DEFAULT_CONFIG("pool.ntp.org");
    const scnet_stream stream = {&tls, open_tls, close_tls, read_tls, write_tls};
    const scnet_request request = {CONFIG_SCNET_BASE_URL, CONFIG_SCNET_TOKEN, CONFIG_SCNET_NOTEBOOK_ID,
                                   buffer, sizeof buffer, message, sizeof message};
    scnet_result result;

    /* An error here restarts the chip, before the call. */
    ESP_ERROR_CHECK(nvs_flash_init());
    ESP_ERROR_CHECK(esp_netif_init());
    ESP_ERROR_CHECK(esp_event_loop_create_default());
    ESP_ERROR_CHECK(example_connect());
    ESP_ERROR_CHECK(esp_netif_sntp_init(&sntp));
    esp_netif_sntp_sync_wait(pdMS_TO_TICKS(15000)); /* without the time, the dates of certificates are refused */
    ESP_ERROR_CHECK(init_tls(&tls, 30000));
    ESP_ERROR_CHECK(esp_crt_bundle_attach(&tls.config)); /* the public roots; the README has how to pin one */

    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    print_result(&result, text, message);
}

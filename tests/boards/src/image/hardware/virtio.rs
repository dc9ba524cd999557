//! A virtio network device, with `virtio-drivers`, in static memory.

use core::{cell::RefCell, ptr::NonNull, task::Context};

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use static_cell::ConstStaticCell;
use virtio_drivers::{
    BufferDirection, Hal, PAGE_SIZE, PhysAddr,
    device::net::VirtIONetRaw,
    transport::mmio::{MmioTransport, VirtIOHeader},
};

use crate::image::clock;

/// The length of the queues. A frame that is sent takes two entries.
const QUEUE: usize = 2;

/// The largest frame with the header of virtio.
const FRAME: usize = 1536;

type Device = VirtIONetRaw<Memory, MmioTransport<'static>, QUEUE>;

pub(crate) struct Virtio {
    device: RefCell<Device>,
    /// That of the next received frame. QEMU keeps those after it.
    buffer: &'static mut [u8; FRAME],
}

impl Virtio {
    /// Starts the device.
    ///
    /// # Safety
    ///
    /// There must be a slot for a virtio device at the address, and nothing else may use it.
    pub(crate) unsafe fn new(address: usize) -> Self {
        static BUFFER: ConstStaticCell<[u8; FRAME]> = ConstStaticCell::new([0; FRAME]);

        let header = NonNull::new(core::ptr::with_exposed_provenance_mut::<VirtIOHeader>(address));
        let header = header.expect("no device is at address 0");
        // SAFETY: the caller guarantees the slot, and a slot has this size.
        let transport = unsafe { MmioTransport::new(header, 0x200) }.expect("no virtio device is in the slot");
        let mut device = Device::new(transport).expect("the virtio device is no network device");
        let buffer = BUFFER.take();
        // SAFETY: the buffer is not accessed before the device has filled it.
        unsafe { device.receive_begin(buffer) }.expect("the queue is empty");
        Self {
            device: RefCell::new(device),
            buffer,
        }
    }
}

impl Driver for Virtio {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Sent<'a>;

    fn receive(&mut self, context: &mut Context<'_>) -> Option<(Received<'_>, Sent<'_>)> {
        let device = self.device.get_mut();
        let Some(token) = device.poll_receive() else {
            clock::wake_at_next_tick(context.waker());
            return None;
        };
        let received = Received {
            device: &self.device,
            token,
            buffer: self.buffer,
        };
        Some((received, Sent(&self.device)))
    }

    /// Each frame is sent before the next one is made, so there is always room.
    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Sent<'_>> {
        Some(Sent(&self.device))
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = 1514;
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.device.borrow().mac_address())
    }
}

/// A received frame in the buffer, which goes back to the device afterwards.
pub(crate) struct Received<'a> {
    device: &'a RefCell<Device>,
    token: u16,
    buffer: &'a mut [u8; FRAME],
}

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, handle: F) -> R {
        let Self { device, token, buffer } = self;
        // SAFETY: the token belongs to the buffer, which is the only one.
        let lengths = unsafe { device.borrow_mut().receive_complete(token, buffer) };
        let frame = lengths
            .ok()
            .and_then(|(header, frame)| buffer.get_mut(header..header + frame));
        // An empty frame is ignored by the stack. The device is not borrowed meanwhile: the stack may answer.
        let result = handle(frame.unwrap_or_default());
        // SAFETY: the buffer is not accessed before the device has filled it.
        unsafe { device.borrow_mut().receive_begin(buffer) }.expect("the queue is empty");
        result
    }
}

/// A frame for the device to send.
pub(crate) struct Sent<'a>(&'a RefCell<Device>);

impl TxToken for Sent<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, handle: F) -> R {
        let mut frame = [0; FRAME];
        let result = handle(&mut frame[..length]);
        // The stack retransmits a lost frame.
        let _ = self.0.borrow_mut().send(&frame[..length]);
        result
    }
}

/// Memory for the queues of the device. Physical addresses are those of the program.
struct Memory;

/// The pages of the queues, two each.
static PAGES: [ConstStaticCell<Page>; 4] = [const { ConstStaticCell::new(Page([0; PAGE_SIZE])) }; 4];

#[repr(align(4096))]
struct Page([u8; PAGE_SIZE]);

// SAFETY: each page is allocated once, zeroed and aligned, and devices use the same addresses as the program.
unsafe impl Hal for Memory {
    fn dma_alloc(pages: usize, _: BufferDirection) -> (PhysAddr, NonNull<u8>) {
        assert_eq!(pages, 1, "pages are allocated one by one");
        let page = PAGES.iter().find_map(ConstStaticCell::try_take);
        let page = NonNull::from(&mut page.expect("two queues take four pages").0).cast();
        (physical(page), page)
    }

    unsafe fn dma_dealloc(_: PhysAddr, _: NonNull<u8>, _: usize) -> i32 {
        0 // the device is never dropped
    }

    unsafe fn mmio_phys_to_virt(address: PhysAddr, _: usize) -> NonNull<u8> {
        unreachable!("{address:#x} would be on a PCI bus")
    }

    unsafe fn share(buffer: NonNull<[u8]>, _: BufferDirection) -> PhysAddr {
        physical(buffer.cast())
    }

    unsafe fn unshare(_: PhysAddr, _: NonNull<[u8]>, _: BufferDirection) {}
}

fn physical(address: NonNull<u8>) -> PhysAddr {
    address.expose_provenance().get() as PhysAddr
}
